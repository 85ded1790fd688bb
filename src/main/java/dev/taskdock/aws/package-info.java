/// AWS, asked through its own SDK: only `taskdock run --aws` does.
///
/// ```
/// secrets           ssm:GetParameters, ten at a time; secretsmanager:GetSecretValue, one by one
/// environmentFiles  s3:GetObject
/// taskRoleArn       sts:AssumeRole, again before what it gave ends; never on a disk
/// ```
///
/// A fence stands around this package, because of what it costs: some thirty libraries, which no
/// start of another command has on its class path. Nobody refers to it; [dev.taskdock.app.Aws]
/// finds [dev.taskdock.aws.SdkOpener] as a service, in a folder that no class path names.
///
/// AWS is asked with the developer's own credentials, from the environment or a profile, not with
/// those of the execution role. The services of an EC2 instance are never asked for any: a laptop
/// has none. Regions are those of the ARNs, else the task's own.
///
/// What AWS answers when it gives nothing is passed on as it is; what went wrong on the way to it
/// is told without what it sent, of which an SDK may quote a part that is secret.
@org.jspecify.annotations.NullMarked
package dev.taskdock.aws;

/// Where the values come from that a definition only names: secrets and environment files.
///
/// On AWS they are in Parameter Store, Secrets Manager and S3. Here a developer keeps them in a
/// file ([dev.taskdock.secrets.SecretFile]), in `taskdock.yaml`, in the environment or with a
/// program ([dev.taskdock.secrets.Kept]); [dev.taskdock.secrets.Supply] fetches what a task needs
/// or says, in the words of Fargate, why the task does not start.
///
/// ```
/// /app/db/password=…                      # under its name in Parameter Store
/// arn:aws:secretsmanager:…:secret:db=…    # under its ARN, with the random ending or without
/// API_KEY=…                               # under the variable's own name
/// ```
///
/// What is sure to be missing is told before anything starts ([dev.taskdock.secrets.Shortages]): a
/// typing mistake should not cost a pull first. What turns out later, a program that fails, ends
/// the task as AWS ends it.
///
/// Who wants AWS itself to be asked gives a [dev.taskdock.secrets.Remote]; what is kept here wins.
///
/// A value is a [dev.taskdock.model.SecretValue], which prints as `***`, until it becomes a
/// variable of a container. It never gets into a message, nor onto a command line.
@org.jspecify.annotations.NullMarked
package dev.taskdock.secrets;

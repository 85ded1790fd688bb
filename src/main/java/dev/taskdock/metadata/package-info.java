/// What a task finds at 169.254.170.2: its metadata, its credentials, its agent.
///
/// A [dev.taskdock.metadata.TaskView] is what is known of one task at one moment;
/// [dev.taskdock.metadata.TaskDocument], [dev.taskdock.metadata.ContainerDocument] and
/// [dev.taskdock.metadata.UsageDocument] turn it into the documents of versions 2, 3 and 4.
/// [dev.taskdock.metadata.Paths] finds the answer to a request, and
/// [dev.taskdock.metadata.MetadataServer] is the socket in front of it. Where the views come from
/// ([dev.taskdock.metadata.Tasks]) and whose credentials a task gets
/// ([dev.taskdock.metadata.TaskCredentials]) is the business of who opens the server.
///
/// Who asks is known by the [dev.taskdock.model.RuntimeId] in the path, which is the container's
/// own, never by its address; only version 2, which has no id in its paths, goes by the address.
/// Members that a laptop has no truth for are left out, as the agent leaves out what it does not
/// know: `VPCID`, `Snapshotter`. Two are answered in their own way: the clock that `ClockDrift`
/// compares with is the laptop's, which is the task's as well, and `TaskTags` are the definition's,
/// as if it had been run with `propagateTags`.
///
/// One path changes something: a task of a service may ask to be spared when its service scales in
/// or deploys. That is written down in what the run knows of the service, and ends with the run.
///
/// Why the JDK's server: a handful of small paths, read-only but for one, on virtual threads; a
/// codec of our own would be one more place for mistakes.
@org.jspecify.annotations.NullMarked
package dev.taskdock.metadata;

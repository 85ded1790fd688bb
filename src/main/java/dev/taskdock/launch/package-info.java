/// A task's container → what the engine must be asked to create. Pure.
///
/// [dev.taskdock.launch.Sandboxes] makes the holder's spec: the one container that owns the task's
/// network namespace, its address, its published ports and its packet rules.
/// [dev.taskdock.launch.ContainerSpecs] makes the specs of the containers that join it. Both speak
/// the values of `engine`, never the `Engine` itself.
///
/// What Fargate does and an engine cannot do alike is decided here, once, with the reason beside
/// it: the cap of a whole task ([dev.taskdock.launch.TaskLimits]), volumes that live as long as a
/// task ([dev.taskdock.launch.Volumes]), limits an engine cannot give
/// ([dev.taskdock.launch.Ulimits]), output that goes through a container of the task
/// ([dev.taskdock.launch.Firelens], [dev.taskdock.launch.RouterFile]), a loopback address of the
/// task's own as its public one ([dev.taskdock.launch.Publishing]), a free subnet
/// ([dev.taskdock.launch.Subnets]).
@org.jspecify.annotations.NullMarked
package dev.taskdock.launch;

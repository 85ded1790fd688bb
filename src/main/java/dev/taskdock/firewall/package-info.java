/// The packet rules of a task's network namespace, as a projection.
///
/// [dev.taskdock.firewall.Ruleset] turns what is wanted into the text of one nftables ruleset. It
/// is loaded by the holder before any container of the task starts, and nothing in the task may
/// change it: NET_ADMIN belongs to the holder alone. Pure: how the text reaches the kernel is the
/// business of `launch` and the holder image.
@org.jspecify.annotations.NullMarked
package dev.taskdock.firewall;

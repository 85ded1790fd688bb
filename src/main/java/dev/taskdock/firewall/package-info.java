/// The packet rules of a task's network namespace, as a projection.
///
/// [dev.taskdock.firewall.Ruleset] is the text of one nftables ruleset. It is loaded by the holder
/// before any container of the task starts, and nothing in the task may change it: NET_ADMIN
/// belongs to the holder alone. Pure: how the text reaches the kernel is the business of `launch`,
/// `app` and the holder image.
///
/// Where a VPC is declared, [dev.taskdock.firewall.Filter] makes the text out of a
/// [dev.taskdock.firewall.Neighbourhood] (all groups, tasks and load balancers of the moment), and
/// [dev.taskdock.firewall.Verdict] says in words what becomes of a packet; a property test holds
/// the two together. [dev.taskdock.firewall.Drop] reads what the kernel tells of dropped packets.
///
/// Why sets of addresses and not a mark on the packets of each group? A capture in the task shall
/// show what it would show on AWS. Only load balancers carry a mark, because they have the laptop's
/// own address: a code point that nobody else uses, on the packets to their targets.
@org.jspecify.annotations.NullMarked
package dev.taskdock.firewall;

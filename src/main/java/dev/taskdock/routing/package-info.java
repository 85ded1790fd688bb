/// Pure decisions of the load balancer: request → [dev.taskdock.routing.Route], group → target,
/// probe → health; and the exact texts that the data path writes.
///
/// ```
/// RouteTable table = RouteTable.of(loadBalancers, moved).withPools(pools);
/// switch (table.listener(id).orElseThrow().route(request)) {
///   case Route.Forward(_, var shares, _) -> table.pool(shares.at(chance).orElseThrow())…
/// ```
///
/// Nothing here opens a socket, reads a clock or draws a number: who calls gives them. A
/// [dev.taskdock.routing.Request] is a view over the caller's bytes, so a rule costs no text.
///
/// Why an index over the rules: the first that applies wins, so in principle each is asked. Asking
/// is cheap but a hundred rules are not, and most are told apart by the first letters of a path or
/// the last of a host. [dev.taskdock.routing.RuleIndex] leaves out what cannot apply and never
/// decides; a property test holds it against asking all.
///
/// Why RE2 for expressions: AWS's dialect is RE2's, and an event loop must not meet an expression
/// that takes exponential time.
@org.jspecify.annotations.NullMarked
package dev.taskdock.routing;

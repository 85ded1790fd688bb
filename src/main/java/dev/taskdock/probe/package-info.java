/// What a smoke test tries of a running task, what should come of it, and the verdict.
///
/// A [dev.taskdock.probe.Trial] is one thing to try, with what is expected; a
/// [dev.taskdock.probe.Observation] is what came when it was tried; [dev.taskdock.probe.Judge]
/// makes a [dev.taskdock.probe.Verdict] of the two, in words that a person can act on. Whoever
/// tries things is elsewhere (`smoke`), and so is whoever reads them from a file (`input.overlay`),
/// so that all of this is a function of values and is tested as one.
///
/// ```
/// tests:
///   - http: {loadBalancer: web, path: /health, status: 200, contains: ok, within: 500ms}
///   - dns: {container: nginx, name: php-fpm, resolves: false}
/// ```
///
/// Why not in `smoke`, where they are tried: the reader of `taskdock.yaml` stands below the
/// composition root and must know what it reads.
@org.jspecify.annotations.NullMarked
package dev.taskdock.probe;

/// Smoke tests: start, become steady, probe, take down.
///
/// [dev.taskdock.smoke.SmokeTest] runs one through the machinery of `run` and `up`
/// ([dev.taskdock.app.Taskdock#run]). [dev.taskdock.smoke.Stage] listens to the run and remembers
/// what a person will ask for afterwards; [dev.taskdock.smoke.Prober] tries each
/// [dev.taskdock.probe.Trial] and hands back what came; what to think of that is a pure function of
/// [dev.taskdock.probe]. Where no probes are written, [dev.taskdock.smoke.Defaults] reads them off
/// the definition. [dev.taskdock.smoke.Passes] remembers the images of what passed, for the gate
/// before a push.
///
/// JSON is looked into by RFC 6901 pointers: Jackson's core, which is here anyway, has them and
/// reads past what is not asked for. JSONPath has a standard too, but its libraries for Java bring
/// a second JSON parser, and a probe wants one value, not a query.
///
/// HTTPS is asked by the name that a client of the load balancer would ask for, and trusts what a
/// client must trust to get on with the run: [dev.taskdock.smoke.ClientTls].
///
/// This package prints nothing and ends nothing but the run it started.
@org.jspecify.annotations.NullMarked
package dev.taskdock.smoke;

/// The port over Docker's HTTP API: [dev.taskdock.engine.docker.DockerEngine] and what it is made
/// of.
///
/// From the bottom: [dev.taskdock.engine.docker.Wire] is a byte stream to the engine,
/// [dev.taskdock.engine.docker.EngineTransport] speaks HTTP/1.1 over wires,
/// [dev.taskdock.engine.docker.DockerApi] turns paths into values and refusals into exceptions, and
/// the rest knows one thing of the engine's each: images, networks, events, output, commands. Which
/// engine is meant is [dev.taskdock.engine.docker.DockerEndpoints]; what an engine's words mean is
/// [dev.taskdock.engine.docker.Refusal].
///
/// **Why not docker-java's transports?** They start too slowly: a listing through them takes more
/// than nine times as long as `docker ps`. Ours is shaped as docker-java's transport, so a client
/// of docker-java's runs on top of it, which the integration tests do.
///
/// **Why not docker-java's commands, then?** Measured with an AOT cache, in one run: `docker ps` 1,
/// a JVM that says hello 1.5, a listing by this package 2.9, the same listing by docker-java's
/// client over the same transport 6.6. From "JVM up" to "holder and two containers running", with
/// events, images and networks looked at, docker-java's client takes a fifth longer than this
/// package, which is more than the whole allowance over the bare engine calls. Its object mapper,
/// its models, Guava and its proxies have to be loaded before the first request. The commands off
/// that path (pull, build, exec) share streams, refusals and JSON with those on it, so they stay
/// with them; its reader of `.dockerignore` takes comments for patterns, and its TLS stops at 1.2.
/// What is left of it is the shape of the transport.
///
/// **Start-up.** JSON is read with Jackson's parser alone, times by hand; the JDK's search for a
/// maker of sockets is cut short ([dev.taskdock.engine.docker.SocketProvider]), which alone is
/// worth one `docker ps`. The AOT cache has to be trained with an answer that holds containers,
/// otherwise the first row opens jars.
///
/// **Surprises of Docker 20.10**, tests where they can be provoked: a followed output loses its
/// last piece where that has no line end; following a container that has not started ends at once;
/// the end of a followed output may come while the container still counts as running; a too long
/// environment value starts and then exits with 1; a failed start leaves "created" with an exit
/// code; a second network of one name is made unless told to look; labels become further steps of a
/// build. By its source, not seen in 300 tries: an event stream's headers come before the engine
/// listens to itself.
@org.jspecify.annotations.NullMarked
package dev.taskdock.engine.docker;

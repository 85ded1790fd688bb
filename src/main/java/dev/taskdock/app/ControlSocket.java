package dev.taskdock.app;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Where the services of a project take requests from other terminals: a socket file that its user
/// alone may open.
///
/// A client sends one line and is answered with lines, until either side hangs up; the first is
/// empty and says that the line was heard. What the others say is the business of others.
public final class ControlSocket implements Closeable {
  /// As many bytes a socket's name may have, on Linux and macOS alike.
  private static final int LONGEST = 103;

  private static final int BREATH_MILLIS = 200;

  /// How long an answer may take to begin; it may go on, and be quiet, for as long as it will.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path file;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> lines = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Answers a request.
  @FunctionalInterface
  public interface Handler {
    /// Answers one line with any number of lines; returns when all is said.
    ///
    /// @param reply takes one line; an unchecked exception of it means that nobody listens any more
    /// @throws InterruptedException when the socket is closed meanwhile
    void answer(String request, Consumer<String> reply) throws InterruptedException;
  }

  /// Nobody listens any more.
  static final class HungUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HungUp(IOException cause) {
      super("the other side has hung up", cause);
    }
  }

  /// Who should answer does not, though they are there: their process may have been suspended.
  public static final class Silent extends IOException {
    private static final long serialVersionUID = 1L;

    Silent(String project, Optional<Long> process) {
      super(
          "%s does not answer%s"
              .formatted(
                  process
                      .map(p -> "process %d, which keeps %s up,".formatted(p, project))
                      .orElse("the process that keeps " + project + " up"),
                  process.map("; if it is suspended: kill -CONT %d"::formatted).orElse("")));
    }
  }

  /// Hangs up where the other side does not begin to answer.
  private static final class Patience implements Closeable {
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean lost;

    Patience(SocketChannel line, Duration most) {
      Thread.ofVirtual()
          .name("patience")
          .start(() -> {
            try {
              if (!begun.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
                lost = true;
                line.close();
              }
            } catch (InterruptedException | IOException _) {
              Thread.currentThread().interrupt();
            }
          });
    }

    @Override
    public void close() {
      begun.countDown();
    }
  }

  private ControlSocket(Path file, ServerSocketChannel server) {
    this.file = file;
    this.server = server;
  }

  /// Begins to answer for `project`, which this process has claimed: a file that a crash has left
  /// is replaced.
  ///
  /// @param environment the one taskdock runs in
  /// @throws IOException when no socket can be made
  public static ControlSocket open(String project, Map<String, String> environment, Handler handler)
      throws IOException {
    var file = file(project, environment);
    if (file.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw new FileSystemException(
          file.toString(),
          null,
          "a socket's name has at most "
              + LONGEST
              + " bytes: set TASKDOCK_HOME to a shorter folder");
    }
    Files.createDirectories(
        file.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.deleteIfExists(file);
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    var socket = new ControlSocket(file, server);
    Thread.ofVirtual().name("control").start(() -> socket.listen(handler));
    return socket;
  }

  /// The projects that are answered for, in the order of their names.
  ///
  /// @throws IOException when that cannot be looked up
  public static List<String> projects(Map<String, String> environment) throws IOException {
    var folder = folder(environment);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".sock") && isAnswered(f))
          .map(f -> f.getFileName().toString().replaceFirst("\\.sock$", ""))
          .sorted()
          .toList();
    }
  }

  /// Asks whoever answers for `project`, and hands each line of the answer on.
  ///
  /// @return whether anybody was there
  /// @throws IOException when the conversation breaks off
  /// @throws Silent when it does not begin
  public static boolean ask(
      String project, Map<String, String> environment, String request, Consumer<String> reply)
      throws IOException {
    return ask(project, environment, request, PATIENCE, reply);
  }

  static boolean ask(
      String project,
      Map<String, String> environment,
      String request,
      Duration most,
      Consumer<String> reply)
      throws IOException {
    var file = file(project, environment);
    try (var line = SocketChannel.open(StandardProtocolFamily.UNIX);
        var patience = new Patience(line, most)) {
      try {
        line.connect(UnixDomainSocketAddress.of(file));
        converse(line, request, patience, reply);
        return true;
      } catch (ClosedChannelException e) {
        throw patience.lost ? new Silent(project, ProjectClaim.holder(project, environment)) : e;
      }
    } catch (ConnectException | NoSuchFileException _) {
      return false;
    } catch (SocketException e) {
      if (Files.exists(file)) {
        throw e;
      }
      return false;
    }
  }

  private static void converse(
      SocketChannel line, String request, Patience patience, Consumer<String> reply)
      throws IOException {
    var out = Channels.newWriter(line, StandardCharsets.UTF_8);
    out.write(request + "\n");
    out.flush();
    var in = new BufferedReader(Channels.newReader(line, StandardCharsets.UTF_8));
    var said = in.readLine();
    patience.close();
    for (; said != null; said = in.readLine()) {
      if (!said.isEmpty()) {
        reply.accept(said);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    Files.deleteIfExists(file);
    for (var line : lines) {
      line.close();
    }
  }

  /// Until it is closed: where no file can be opened at the moment, one can be later.
  private void listen(Handler handler) {
    try {
      while (server.isOpen() && !closed.await(0, TimeUnit.MILLISECONDS)) {
        try {
          var line = server.accept();
          lines.add(line);
          Thread.ofVirtual().name("control request").start(() -> serve(line, handler));
        } catch (IOException _) {
          var _ = closed.await(BREATH_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel line, Handler handler) {
    try (line) {
      var in = new BufferedReader(Channels.newReader(line, StandardCharsets.UTF_8));
      var out = new BufferedWriter(Channels.newWriter(line, StandardCharsets.UTF_8));
      var request = in.readLine();
      if (request != null) {
        say(out, "");
        handler.answer(request, said -> say(out, said));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException | HungUp _) {
      // Whoever asked has gone.
    } finally {
      lines.remove(line);
    }
  }

  private static void say(BufferedWriter out, String line) {
    try {
      out.write(line + "\n");
      out.flush();
    } catch (IOException e) {
      throw new HungUp(e);
    }
  }

  /// Whether anybody listens, be they suspended.
  private static boolean isAnswered(Path file) {
    try (var line = SocketChannel.open(StandardProtocolFamily.UNIX);
        var patience = new Patience(line, PATIENCE)) {
      try {
        return line.connect(UnixDomainSocketAddress.of(file));
      } catch (ClosedChannelException _) {
        return patience.lost;
      }
    } catch (IOException _) {
      return false;
    }
  }

  private static Path folder(Map<String, String> environment) {
    return StateFolder.of(environment).resolve("up");
  }

  private static Path file(String project, Map<String, String> environment) throws IOException {
    return StateFolder.ofProject(project, ".sock", environment);
  }
}

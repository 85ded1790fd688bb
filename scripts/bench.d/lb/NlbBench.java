import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// `scripts/bench nlb`: network load balancers of `taskdock lb` and HAProxy in TCP mode in turn,
/// round after round, in front of the same targets and under the same load. What counts are ratios
/// within a round, to the better of HAProxy with one and with two threads.
final class NlbBench {
  private static final int SECONDS = 3;
  private static final int WARM_UP = 6;
  private static final int STREAMS = 4;
  private static final int CONNECTIONS = 32;
  private static final int IDLE = 1000;
  private static final int PIECE = 1 << 20;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PIECE);
  private static final String GATED = "io_uring";
  private static final List<String> USUAL = List.of("haproxy-1", "haproxy-2");
  private static final List<String> TUNED = List.of("haproxy-256k-1", "haproxy-256k-2");

  private final int rounds;
  private final boolean json;
  private final List<String> missed = new ArrayList<>();

  /// What one slice gave.
  ///
  /// @param rate GB, or connections, a second
  /// @param cpu of the proxy, in seconds for a GB or in µs for a connection
  private record Slice(double rate, double cpu) {}

  private interface Measuring {
    Slice slice(Rivals.Network rival, int seconds) throws Exception;
  }

  /// What must be reached.
  private record Target(String what, List<String> reference, double most) {}

  private NlbBench(int rounds, boolean json) {
    this.rounds = rounds;
    this.json = json;
  }

  public static void main(String[] arguments) throws Exception {
    var rivals = new Rivals(Path.of(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(rivals::close));
    int bulk = source();
    var all = new ArrayList<Rivals.Network>();
    for (var transport : List.of("io_uring", "epoll")) {
      all.add(rivals.network(transport, transport, bulk));
    }
    for (int threads : new int[] {1, 2}) {
      all.add(rivals.haproxy("haproxy-" + threads, threads, "", bulk));
    }
    for (int threads : new int[] {1, 2}) {
      all.add(rivals.haproxy("haproxy-256k-" + threads, threads, "tune.bufsize 262144", bulk));
    }
    var bench = new NlbBench(Integer.parseInt(arguments[1]), Boolean.parseBoolean(arguments[2]));
    bench.measure(
        "bulk", "GB/s", "s CPU/GB", all, NlbBench::stream,
        List.of(new Target("default", USUAL, 0.6), new Target("256k", TUNED, 0.95)));
    bench.measure(
        "new connections", "conn/s", "µs CPU", all, NlbBench::connect,
        List.of(new Target("default", USUAL, 1.3)));
    bench.idle(all);
    for (var line : bench.missed) {
      System.err.println("taskdock: missed: " + line);
    }
    System.exit(bench.missed.isEmpty() || !Boolean.parseBoolean(arguments[3]) ? 0 : 1);
  }

  private void measure(
      String title,
      String rate,
      String cost,
      List<Rivals.Network> rivals,
      Measuring measuring,
      List<Target> targets)
      throws Exception {
    for (var rival : rivals) {
      measuring.slice(rival, rival.bulk().isJava() ? WARM_UP : 1);
    }
    var slices = new LinkedHashMap<String, List<Slice>>();
    for (int i = 0; i < rounds; i++) {
      for (var rival : rivals) {
        slices
            .computeIfAbsent(rival.name(), _ -> new ArrayList<>())
            .add(measuring.slice(rival, SECONDS));
      }
    }
    if (!json) {
      System.out.printf(
          Locale.ROOT,
          "%n%s, %d rounds of %d s; CPU ratios to the better of HAProxy with 1 and 2 threads%n"
              + "%-15s %10s %10s  %17s %17s%n",
          title, rounds, SECONDS, "", rate, cost, "to default", "to 256 KiB");
    }
    for (var rival : rivals) {
      print(title, rival.name(), slices);
    }
    for (var target : targets) {
      double ratio = ratios(slices, GATED, target.reference())[rounds / 2];
      if (ratio > target.most()) {
        missed.add(
            "%s, CPU to HAProxy %s: %.2f, and should be %.2f at most"
                .formatted(title, target.what(), ratio, target.most()));
      }
    }
  }

  private void print(String title, String name, Map<String, List<Slice>> slices) {
    var usual = ratios(slices, name, USUAL);
    var tuned = ratios(slices, name, TUNED);
    var own = slices.get(name);
    System.out.printf(
        Locale.ROOT,
        json
            ? "{\"part\":\"%s\",\"contender\":\"%s\",\"rate\":%.3f,\"cpu\":%.3f,"
                + "\"ratio\":%.2f,\"ratioMin\":%.2f,\"ratioMax\":%.2f,"
                + "\"ratio256k\":%.2f,\"ratio256kMin\":%.2f,\"ratio256kMax\":%.2f}%n"
            : "%2$-15s %3$10.2f %4$10.2f  %5$5.2f [%6$.2f-%7$.2f] %8$5.2f [%9$.2f-%10$.2f]%n",
        title, name,
        own.stream().mapToDouble(Slice::rate).sorted().toArray()[rounds / 2],
        own.stream().mapToDouble(Slice::cpu).sorted().toArray()[rounds / 2],
        usual[rounds / 2], usual[0], usual[rounds - 1],
        tuned[rounds / 2], tuned[0], tuned[rounds - 1]);
    System.out.flush();
  }

  private double[] ratios(Map<String, List<Slice>> slices, String name, List<String> reference) {
    var ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      int round = i;
      ratios[i] =
          slices.get(name).get(i).cpu()
              / reference.stream()
                  .mapToDouble(r -> slices.get(r).get(round).cpu())
                  .min()
                  .orElseThrow();
    }
    Arrays.sort(ratios);
    return ratios;
  }

  /// The memory that a thousand connections take which have carried a megabyte and are silent now.
  private void idle(List<Rivals.Network> rivals) throws Exception {
    if (!json) {
      System.out.printf(
          Locale.ROOT, "%n%d idle connections%n%-15s %10s %10s%n", IDLE, "", "MiB before", "MiB");
    }
    for (var rival : rivals) {
      double before = rival.bulk().mebibytes();
      var open = new ArrayList<SocketChannel>();
      var room = ByteBuffer.allocateDirect(PIECE);
      for (int i = 0; i < IDLE; i++) {
        var channel = SocketChannel.open(at(rival.bulk()));
        channel.write(ByteBuffer.wrap(new byte[] {1}));
        open.add(channel);
        for (long read = 0; read < PIECE; ) {
          read += channel.read(room.clear().limit((int) Math.min(PIECE, PIECE - read)));
        }
      }
      double after = rival.bulk().mebibytes();
      System.out.printf(
          Locale.ROOT,
          json
              ? "{\"part\":\"idle\",\"contender\":\"%s\",\"connections\":" + IDLE
                  + ",\"mebibytesBefore\":%.0f,\"mebibytes\":%.0f}%n"
              : "%-15s %10.0f %10.0f%n",
          rival.name(), before, after);
      System.out.flush();
      for (var channel : open) {
        channel.close();
      }
      if (rival.name().equals(GATED) && after - before > MOST_MEBIBYTES) {
        missed.add(
            "%d idle connections take %.0f MiB, and should take %d at most"
                .formatted(IDLE, after - before, MOST_MEBIBYTES));
      }
    }
  }

  private static final int MOST_MEBIBYTES = 32;

  /// A target: sends a megabyte for a byte of one, and without end for any other. Its port.
  private static int source() throws IOException {
    var listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    Thread.ofPlatform().daemon().start(() -> {
      try {
        while (true) {
          var channel = listening.accept();
          Thread.ofVirtual().start(() -> send(channel));
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
    return ((InetSocketAddress) listening.getLocalAddress()).getPort();
  }

  private static void send(SocketChannel channel) {
    try (channel) {
      var asked = ByteBuffer.allocate(1);
      if (channel.read(asked) < 1) {
        return;
      }
      boolean ends = asked.get(0) == 1;
      if (ends) {
        var piece = ZEROS.duplicate();
        while (piece.hasRemaining()) {
          channel.write(piece);
        }
        channel.read(asked.clear());
        return;
      }
      Thread.ofPlatform().daemon().start(() -> sendOn(channel)).join();
    } catch (IOException | InterruptedException e) {
      // Whoever reads has enough.
    }
  }

  private static void sendOn(SocketChannel channel) {
    var piece = ByteBuffer.allocateDirect(PIECE);
    try {
      while (true) {
        channel.write(piece.clear());
      }
    } catch (IOException e) {
      // Whoever reads has enough.
    }
  }

  private static InetSocketAddress at(Rival rival) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(rival.host()), rival.port());
  }

  private static Slice stream(Rivals.Network network, int seconds) throws Exception {
    var rival = network.bulk();
    var bytes = new AtomicLong();
    var over = new AtomicBoolean();
    var done = new CountDownLatch(STREAMS);
    double before = rival.cpuMillis();
    long began = System.nanoTime();
    for (int i = 0; i < STREAMS; i++) {
      Thread.ofPlatform().start(() -> {
        var piece = ByteBuffer.allocateDirect(PIECE);
        try (var channel = SocketChannel.open(at(rival))) {
          channel.write(ByteBuffer.wrap(new byte[] {2}));
          while (!over.get()) {
            int count = channel.read(piece.clear());
            if (count < 0) {
              throw new IOException("the stream has ended");
            }
            bytes.addAndGet(count);
          }
        } catch (IOException e) {
          System.err.println("taskdock: " + rival.name() + ": " + e);
          System.exit(1);
        } finally {
          done.countDown();
        }
      });
    }
    Thread.sleep(1000L * seconds);
    over.set(true);
    double took = (System.nanoTime() - began) / 1e9;
    double spent = rival.cpuMillis() - before;
    done.await();
    double gigabytes = bytes.get() / 1e9;
    return new Slice(gigabytes / took, spent / 1000 / gigabytes);
  }

  private static Slice connect(Rivals.Network network, int seconds) throws Exception {
    var rival = network.small();
    double before = rival.cpuMillis();
    var said =
        Rivals.run(
            "wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", "-H", "Connection: close",
            "http://" + rival.host() + ":" + rival.port() + "/api/items?user=17&page=2");
    double spent = rival.cpuMillis() - before;
    if (said.contains("Non-2xx") || said.contains("Socket errors")) {
      throw new IllegalStateException(rival.name() + " failed connections:\n" + said);
    }
    return new Slice(
        Rival.found("Requests/sec: +([\\d.]+)", said),
        1000 * spent / Rival.found("(\\d+) requests in", said));
  }
}

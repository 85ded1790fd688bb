import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// `scripts/bench lb`: `taskdock lb` and its peers in turn, round after round, each in front of the
/// same two targets and under the same load. What counts are ratios within a round: in the parts
/// `peers` and `bodies` to the better of HAProxy with one and with two threads, in the part
/// `features` to taskdock without them, in the part `h2` to nginx.
final class LbBench {
  private static final int SECONDS = 3;
  private static final int WARM_UP = 5;
  private static final String PATH = "/api/items?user=17&page=2";

  /// What one slice of time gave: requests a second, CPU of the proxy for one in µs, latencies in ms.
  private record Slice(double rps, double cpu, double p50, double p99) {}

  /// One table.
  ///
  /// @param title what is measured
  /// @param load what is done to a proxy
  /// @param reference whose better one, in each round, the others are compared with
  private record Part(
      String title, int connections, Load load, List<Rival> rivals, List<String> reference) {}

  private final Rivals rivals;
  private final int rounds;
  private final boolean json;

  private LbBench(Rivals rivals, int rounds, boolean json) {
    this.rivals = rivals;
    this.rounds = rounds;
    this.json = json;
  }

  public static void main(String[] arguments) throws Exception {
    var rivals = new Rivals(Path.of(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(rivals::close));
    var bench =
        new LbBench(rivals, Integer.parseInt(arguments[1]), Boolean.parseBoolean(arguments[2]));
    for (var part : bench.parts(arguments[4], arguments[3])) {
      bench.measure(part);
    }
    System.exit(0);
  }

  private List<Part> parts(String what, String connections) throws Exception {
    var parts = new ArrayList<Part>();
    var haproxies = List.of("haproxy-1", "haproxy-2");
    switch (what) {
      case "peers" -> {
        var all = new ArrayList<Rival>();
        all.addAll(both(Rivals.Features.NONE));
        all.addAll(rivals.peers());
        for (var one : connections.split(",")) {
          int count = Integer.parseInt(one);
          parts.add(new Part("small answers", count, Load.wrk(PATH, count), all, haproxies));
        }
      }
      case "features" -> {
        var all = new ArrayList<Rival>();
        all.add(rivals.taskdock("plain", "io_uring", Rivals.Features.NONE));
        all.add(rivals.taskdock("access log", "io_uring", new Rivals.Features(true, 2, 2)));
        all.add(rivals.taskdock("100 rules", "io_uring", new Rivals.Features(false, 100, 2)));
        all.add(rivals.taskdock("1000 targets", "io_uring", new Rivals.Features(false, 2, 1000)));
        parts.add(new Part("features", 64, Load.wrk(PATH, 64), all, List.of("plain")));
      }
      case "bodies" -> {
        var all = new ArrayList<Rival>();
        all.addAll(both(Rivals.Features.NONE));
        all.addAll(rivals.peers());
        parts.add(new Part("answers of 10 KB", 64, Load.wrk("/10k", 64), all, haproxies));
        parts.add(new Part("answers of 1 MB", 16, Load.wrk("/1m", 16), all, haproxies));
        parts.add(new Part("MB of answers of 100 MB", 2, Load.downloads("/100m", 2), all, haproxies));
        var sink = Rivals.Features.before(new Sink().port());
        var before = both(sink);
        before.addAll(rivals.haproxies(sink));
        parts.add(
            new Part("MB of uploads of 100 MB", 2, Load.uploads(rivals.large(), 2), before, haproxies));
      }
      case "tls" -> {
        var all = both(Rivals.Features.SECURE);
        all.addAll(rivals.haproxies(Rivals.Features.SECURE));
        parts.add(new Part("new TLS 1.3 sessions", 4, Load.handshakes(4), all, haproxies));
        parts.add(new Part("answers of 1 MB over TLS", 16, Load.wrk("/1m", 16), all, haproxies));
      }
      case "h2" -> {
        var all = both(Rivals.Features.SECURE);
        all.add(rivals.nginx(Rivals.Features.SECURE));
        parts.add(
            new Part("HTTP/2, 32 streams each", 16, Load.h2load(PATH, 16, 32), all, List.of("nginx-2")));
      }
      case "websocket" -> {
        var echo = new Echo();
        var all = both(Rivals.Features.before(echo.port()));
        all.addAll(rivals.haproxies(Rivals.Features.before(echo.port())));
        parts.add(new Part("WebSocket echoes of 100 bytes", 64, echo.load(64), all, haproxies));
      }
      default -> throw new IllegalArgumentException("no part is called " + what);
    }
    return parts;
  }

  /// taskdock on both transports.
  private List<Rival> both(Rivals.Features features) throws Exception {
    var both = new ArrayList<Rival>();
    for (var transport : List.of("io_uring", "epoll")) {
      both.add(rivals.taskdock(transport, transport, features));
    }
    return both;
  }

  private void measure(Part part) throws Exception {
    for (var rival : part.rivals()) {
      part.load().run(rival, rival.isJava() ? WARM_UP : 1);
    }
    var slices = new LinkedHashMap<String, List<Slice>>();
    for (int i = 0; i < rounds; i++) {
      for (var rival : part.rivals()) {
        slices.computeIfAbsent(rival.name(), _ -> new ArrayList<>()).add(slice(rival, part));
      }
    }
    if (!json) {
      System.out.printf(
          Locale.ROOT,
          "%n%s, %d connections, %d rounds of %d s; ratios to %s of the round%n"
              + "%-13s %9s %8s %17s %17s %7s %7s %5s%n",
          part.title(), part.connections(), rounds, SECONDS,
          part.reference().size() > 1 ? "the better HAProxy" : part.reference().getFirst(),
          "", "per s", "µs CPU", "CPU ratio", "throughput", "p50 ms", "p99 ms", "MiB");
    }
    for (var rival : part.rivals()) {
      print(part, rival, slices);
    }
  }

  private static Slice slice(Rival rival, Part part) throws Exception {
    double before = rival.cpuMillis();
    var done = part.load().run(rival, SECONDS);
    double spent = rival.cpuMillis() - before;
    return new Slice(done.rate(), 1000 * spent / done.count(), done.p50(), done.p99());
  }

  private void print(Part part, Rival rival, Map<String, List<Slice>> slices) throws IOException {
    var own = slices.get(rival.name());
    var cpu = new double[rounds];
    var rps = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      int round = i;
      var references = part.reference().stream().map(name -> slices.get(name).get(round)).toList();
      cpu[i] = own.get(i).cpu() / references.stream().mapToDouble(Slice::cpu).min().orElseThrow();
      rps[i] = own.get(i).rps() / references.stream().mapToDouble(Slice::rps).max().orElseThrow();
    }
    Arrays.sort(cpu);
    Arrays.sort(rps);
    int middle = rounds / 2;
    int last = rounds - 1;
    System.out.printf(
        Locale.ROOT,
        json
            ? "{\"part\":\"%s\",\"connections\":%d,\"contender\":\"%s\",\"rps\":%.0f,"
                + "\"cpuMicros\":%.1f,\"cpuRatio\":%.2f,\"cpuRatioMin\":%.2f,\"cpuRatioMax\":%.2f,"
                + "\"rpsRatio\":%.2f,\"rpsRatioMin\":%.2f,\"rpsRatioMax\":%.2f,"
                + "\"p50Millis\":%.2f,\"p99Millis\":%.2f,\"pssMiB\":%.0f}%n"
            : "%3$-13s %4$9.0f %5$8.1f   %6$5.2f [%7$.2f-%8$.2f]   %9$5.2f [%10$.2f-%11$.2f] %12$7.2f"
                + " %13$7.2f %14$5.0f%n",
        part.title(), part.connections(), rival.name(),
        median(own, Slice::rps), median(own, Slice::cpu),
        cpu[middle], cpu[0], cpu[last], rps[middle], rps[0], rps[last],
        median(own, Slice::p50), median(own, Slice::p99), rival.mebibytes());
    System.out.flush();
  }

  private static double median(List<Slice> slices, ToDoubleFunction<Slice> of) {
    return slices.stream().mapToDouble(of).sorted().toArray()[slices.size() / 2];
  }

}

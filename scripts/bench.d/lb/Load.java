import java.nio.file.Path;
import java.util.ArrayList;

/// What is done to a proxy for some seconds.
@FunctionalInterface
interface Load {
  Done run(Rival rival, int seconds) throws Exception;

  /// What came of it; latencies in ms, NaN where they were not measured.
  record Done(double rate, double count, double p50, double p99) {}

  /// One request after another on so many connections.
  static Load wrk(String path, int connections) {
    return (rival, seconds) -> {
      var said =
          Rivals.run(
              "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency",
              rival.url() + path);
      if (said.contains("Non-2xx") || said.contains("Socket errors")) {
        throw new IllegalStateException(rival.name() + " failed requests:\n" + said);
      }
      return new Done(
          Rival.found("Requests/sec: +([\\d.]+)", said),
          Rival.found("(\\d+) requests in", said),
          millis("50%", said),
          millis("99%", said));
    };
  }

  /// A file as large as can be, again and again on so many connections; counted in MB.
  static Load downloads(String path, int connections) {
    return (rival, seconds) -> {
      var said =
          Rivals.run(
              "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--timeout", "60s",
              rival.url() + path);
      if (said.contains("Non-2xx") || said.contains("Socket errors")) {
        throw new IllegalStateException(rival.name() + " failed requests:\n" + said);
      }
      double read = Rival.found("in [\\d.]+m?s, ([\\d.]+)[KMG]B read", said);
      double megabytes =
          read * (said.contains("GB read") ? 1024 : said.contains("KB read") ? 1 / 1024.0 : 1);
      return new Done(megabytes / seconds, megabytes, Double.NaN, Double.NaN);
    };
  }

  /// So many HTTP/2 connections over TLS with so many streams each.
  static Load h2load(String path, int connections, int streams) {
    return (rival, seconds) -> {
      var said =
          Rivals.run(
              "h2load", "-t1", "-c" + connections, "-m" + streams, "-D" + seconds,
              rival.url() + path);
      double good = Rival.found("(\\d+) succeeded", said);
      if (Rival.found("(\\d+) failed", said) > 0 || Rival.found("2xx, (\\d+) 3xx", said) > 0
          || Rival.found("3xx, (\\d+) 4xx", said) > 0 || Rival.found("4xx, (\\d+) 5xx", said) > 0
          || good == 0 || !said.contains("Application protocol: h2")) {
        throw new IllegalStateException(rival.name() + " failed requests:\n" + said);
      }
      return new Done(Rival.found("([\\d.]+) req/s", said), good, Double.NaN, Double.NaN);
    };
  }

  /// New TLS sessions, one after another in each of so many processes.
  static Load handshakes(int processes) {
    return (rival, seconds) -> {
      long since = System.nanoTime();
      var all = new ArrayList<Process>();
      for (int i = 0; i < processes; i++) {
        all.add(
            new ProcessBuilder(
                    "openssl", "s_time", "-new", "-tls1_3", "-time", seconds + "", "-connect",
                    rival.host() + ":" + rival.port())
                .redirectErrorStream(true)
                .start());
      }
      double count = 0;
      for (var process : all) {
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
          throw new IllegalStateException(rival.name() + " failed handshakes:\n" + said);
        }
        count += Rival.found("(\\d+) connections in \\d+ real seconds", said);
      }
      double passed = (System.nanoTime() - since) / 1e9;
      return new Done(count / passed, count, Double.NaN, Double.NaN);
    };
  }

  /// A file of 100 MB sent again and again by so many processes at once; counted in MB.
  static Load uploads(Path file, int processes) {
    return (rival, seconds) -> {
      long since = System.nanoTime();
      int count = 0;
      do {
        var all = new ArrayList<Process>();
        for (int i = 0; i < processes; i++) {
          all.add(
              new ProcessBuilder(
                      "curl", "-sSf", "-o", "/dev/null", "-H", "Expect:", "-T", file.toString(),
                      rival.url() + "/upload")
                  .redirectErrorStream(true)
                  .start());
        }
        for (var process : all) {
          var said = new String(process.getInputStream().readAllBytes());
          if (process.waitFor() != 0) {
            throw new IllegalStateException(rival.name() + " failed an upload:\n" + said);
          }
          count += 100;
        }
      } while (System.nanoTime() - since < seconds * 1_000_000_000L);
      double passed = (System.nanoTime() - since) / 1e9;
      return new Done(count / passed, count, Double.NaN, Double.NaN);
    };
  }

  private static double millis(String share, String said) {
    double number = Rival.found(share + " +([\\d.]+)", said);
    return switch (Rival.text(share + " +[\\d.]+([a-z]+)", said)) {
      case "us" -> number / 1000;
      case "s" -> number * 1000;
      default -> number;
    };
  }
}

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// `scripts/bench lb`: the load balancer and its peers in turn, round after round, each in front of
/// the same two targets and under the same load; what counts are the ratios to the better of HAProxy
/// with one and with two threads, in the same round.
final class LbBench {
  private static final int SECONDS = 3;
  private static final int WARM_UP = 6;

  /// A contender: its port and its process.
  private record Contender(String name, int port, Process process) {
    /// User and system time of the process and its children, in ms.
    double cpu() throws IOException {
      double sum = 0;
      for (var handle :
          java.util.stream.Stream.concat(
                  java.util.stream.Stream.of(process.toHandle()), process.descendants())
              .toList()) {
        var stat = Files.readString(Path.of("/proc/" + handle.pid() + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        sum += 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
      }
      return sum;
    }

    double mebibytes() throws IOException {
      double sum = 0;
      for (var handle :
          java.util.stream.Stream.concat(
                  java.util.stream.Stream.of(process.toHandle()), process.descendants())
              .toList()) {
        sum += found("(?m)^Pss: +(\\d+)", Files.readString(Path.of("/proc/" + handle.pid() + "/smaps_rollup")));
      }
      return sum / 1024;
    }
  }

  /// What one slice of time gave.
  private record Slice(double rps, double cpu, double p99) {}

  private final Path root;
  private final Path folder;
  private final List<Process> started = new ArrayList<>();
  private final List<Contender> contenders = new ArrayList<>();

  private LbBench(Path root) throws IOException {
    this.root = root;
    folder = Files.createTempDirectory("taskdock-bench-lb");
  }

  public static void main(String[] arguments) throws Exception {
    var bench = new LbBench(Path.of(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(bench::clean));
    int rounds = Integer.parseInt(arguments[1]);
    boolean json = Boolean.parseBoolean(arguments[2]);
    bench.start();
    for (var connections : arguments[3].split(",")) {
      bench.measure(Integer.parseInt(connections), rounds, json);
    }
    System.exit(0);
  }

  private void start() throws Exception {
    int first = freePort();
    int second = freePort();
    write("targets.conf", TARGETS.formatted(folder, folder, first, second));
    spawn("targets", "nginx", "-e", folder + "/targets.err", "-c", folder + "/targets.conf");
    awaitPort(first);
    var java = ProcessHandle.current().info().command().orElseThrow();
    var classpath = root + "/target/taskdock.jar:" + root + "/target/lib/*";
    run(java.replaceFirst("java$", "javac"), "-proc:none", "-d", folder.toString(), "-cp", classpath,
        root + "/scripts/bench.d/lb/Alone.java");
    for (var transport : List.of("IO_URING", "EPOLL", "NIO")) {
      int port = freePort();
      add(
          transport.toLowerCase(Locale.ROOT),
          port,
          java, "-XX:+UseSerialGC", "-Xms24m", "-Xmx48m", "-Xss512k",
          "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
          "-cp", folder + ":" + classpath, "Alone", transport, "2", "" + port, "" + first, "" + second);
    }
    for (int threads : new int[] {1, 2}) {
      int port = freePort();
      write("haproxy" + threads, HAPROXY.formatted(threads, port, port, first, second));
      add("haproxy-" + threads, port, "haproxy", "-db", "-f", folder + "/haproxy" + threads);
    }
    int port = freePort();
    write("nginx.conf", NGINX.formatted(folder, folder, first, second, port, port));
    add("nginx-2", port, "nginx", "-e", folder + "/nginx.err", "-c", folder + "/nginx.conf");
    for (var contender : contenders.subList(0, 3)) {
      wrk(contender, 64, WARM_UP);
    }
  }

  private void measure(int connections, int rounds, boolean json) throws Exception {
    var slices = new TreeMap<String, List<Slice>>();
    for (int i = 0; i < rounds; i++) {
      for (var contender : contenders) {
        double before = contender.cpu();
        var said = wrk(contender, connections, SECONDS);
        double requests = found("(\\d+) requests in", said);
        slices
            .computeIfAbsent(contender.name(), _ -> new ArrayList<>())
            .add(
                new Slice(
                    found("Requests/sec: +([\\d.]+)", said),
                    1000 * (contender.cpu() - before) / requests,
                    milliseconds(said)));
        if (said.contains("Non-2xx") || said.contains("Socket errors")) {
          throw new IllegalStateException(contender.name() + " failed requests:\n" + said);
        }
      }
    }
    if (!json) {
      System.out.printf(
          Locale.ROOT, "%n%d connections, %d rounds of %d s; ratios to the better HAProxy of the round%n"
              + "%-10s %9s %9s %17s %17s %8s %7s%n",
          connections, rounds, SECONDS, "", "requests/s", "µs CPU", "CPU ratio", "throughput", "p99 ms", "MiB");
    }
    for (var contender : contenders) {
      print(contender, slices, connections, json);
    }
  }

  private static void print(
      Contender contender, Map<String, List<Slice>> slices, int connections, boolean json)
      throws IOException {
    var own = slices.get(contender.name());
    var one = slices.get("haproxy-1");
    var two = slices.get("haproxy-2");
    var cpu = new double[own.size()];
    var rps = new double[own.size()];
    for (int i = 0; i < own.size(); i++) {
      cpu[i] = own.get(i).cpu() / Math.min(one.get(i).cpu(), two.get(i).cpu());
      rps[i] = own.get(i).rps() / Math.max(one.get(i).rps(), two.get(i).rps());
    }
    Arrays.sort(cpu);
    Arrays.sort(rps);
    int middle = own.size() / 2;
    System.out.printf(
        Locale.ROOT,
        json
            ? "{\"contender\":\"%s\",\"connections\":" + connections + ",\"rps\":%.0f,\"cpuMicros\":%.1f,"
                + "\"cpuRatio\":%.2f,\"cpuRatioMin\":%.2f,\"cpuRatioMax\":%.2f,\"rpsRatio\":%.2f,"
                + "\"rpsRatioMin\":%.2f,\"rpsRatioMax\":%.2f,\"p99Millis\":%.2f,\"pssMiB\":%.0f}%n"
            : "%-10s %10.0f %9.1f   %5.2f [%.2f-%.2f]   %5.2f [%.2f-%.2f] %8.2f %7.0f%n",
        contender.name(),
        own.stream().mapToDouble(Slice::rps).sorted().toArray()[middle],
        1000 * own.stream().mapToDouble(Slice::cpu).sorted().toArray()[middle] / 1000,
        cpu[middle], cpu[0], cpu[cpu.length - 1],
        rps[middle], rps[0], rps[rps.length - 1],
        own.stream().mapToDouble(Slice::p99).sorted().toArray()[middle],
        contender.mebibytes());
  }

  private static String wrk(Contender contender, int connections, int seconds) throws Exception {
    return run(
        "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency",
        "http://127.0.0.1:" + contender.port() + "/");
  }

  private static double milliseconds(String said) {
    double number = found("99% +([\\d.]+)", said);
    return said.matches("(?s).*99% +[\\d.]+us.*") ? number / 1000
        : said.matches("(?s).*99% +[\\d.]+ms.*") ? number : number * 1000;
  }

  private static double found(String expression, String text) {
    var matcher = Pattern.compile(expression).matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + expression + " in\n" + text);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private void add(String name, int port, String... command) throws Exception {
    contenders.add(new Contender(name, port, spawn(name, command)));
    awaitPort(port);
  }

  private Process spawn(String name, String... command) throws IOException {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    started.add(process);
    return process;
  }

  private static String run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command[0] + ": " + said);
    }
    return said;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port) throws Exception {
    for (int i = 0; i < 600; i++) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException _) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("nothing listens at " + port);
  }

  private void clean() {
    for (var process : started) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("taskdock: left behind: " + folder);
    }
  }

  private static final String TARGETS =
      """
      worker_processes 1; daemon off; pid %s/targets.pid; error_log %s/targets.err;
      events { worker_connections 4096; }
      http {
        access_log off; keepalive_requests 1000000000; keepalive_timeout 600; tcp_nodelay on;
        server {
          listen 127.0.0.1:%d; listen 127.0.0.1:%d;
          location / { return 200 "%s"; }
        }
      }
      """
          .formatted("%s", "%s", 0, 0, "x".repeat(128))
          .replace("127.0.0.1:0; listen 127.0.0.1:0", "127.0.0.1:%d; listen 127.0.0.1:%d");

  private static final String HAPROXY =
      """
      global
        nbthread %d
        maxconn 8000
      defaults
        mode http
        timeout connect 10s
        timeout client 60s
        timeout server 60s
        http-reuse always
      frontend f
        bind 127.0.0.1:%d
        option forwardfor
        http-request set-header X-Forwarded-Proto http
        http-request set-header X-Forwarded-Port %d
        unique-id-format Root=1-%%Ts-%%rt%%pid%%rt
        unique-id-header X-Amzn-Trace-Id
        use_backend b if { path_beg /api/ }
        use_backend b if { hdr_end(host) .test }
        default_backend b
      backend b
        balance roundrobin
        server s1 127.0.0.1:%d
        server s2 127.0.0.1:%d
      """;

  private static final String NGINX =
      """
      worker_processes 2; daemon off; pid %s/nginx.pid; error_log %s/nginx.err;
      events { worker_connections 4096; }
      http {
        access_log off; keepalive_requests 1000000000; keepalive_timeout 600; tcp_nodelay on;
        upstream b { server 127.0.0.1:%d; server 127.0.0.1:%d; keepalive 512; keepalive_requests 1000000000; }
        server {
          listen 127.0.0.1:%d reuseport;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Proto http;
          proxy_set_header X-Forwarded-Port %d;
          proxy_set_header X-Amzn-Trace-Id "Root=1-$msec-$request_id";
          location / { proxy_pass http://b; }
          location /api/ { proxy_pass http://b; }
        }
      }
      """;
}

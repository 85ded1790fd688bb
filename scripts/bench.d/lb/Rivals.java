import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Starts the proxies and the targets behind them, and ends them again.
final class Rivals {
  /// What a load balancer has beside two rules and two targets.
  ///
  /// @param secure whether it speaks TLS
  /// @param backends the ports of its targets where these are others than the usual, else empty
  record Features(boolean log, int rules, int targets, boolean secure, List<Integer> backends) {
    static final Features NONE = new Features(false, 2, 2);
    static final Features SECURE = new Features(false, 2, 2, true, List.of());

    Features(boolean log, int rules, int targets) {
      this(log, rules, targets, false, List.of());
    }

    /// Plain, in front of one other target.
    static Features before(int backend) {
      return new Features(false, 2, 1, false, List.of(backend));
    }
  }

  private final Path root;
  private final Path folder;
  private final List<Process> started = new ArrayList<>();
  private final int first = freePort();
  private final int second = freePort();

  Rivals(Path root) throws Exception {
    this.root = root;
    folder = Files.createTempDirectory("taskdock-bench-lb");
    // The workers of the targets are another user than root.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    Files.write(folder.resolve("10k"), new byte[10 << 10]);
    Files.write(folder.resolve("1m"), new byte[1 << 20]);
    Files.write(large(), new byte[100 << 20]);
    // A thousand targets are one server at as many addresses.
    var listen =
        IntStream.range(0, 500)
            .mapToObj(i ->
                "listen %s:%d; listen %s:%d;".formatted(address(i), first, address(i), second))
            .collect(Collectors.joining("\n"));
    write("targets.conf", TARGETS.replace("FOLDER", folder.toString()).replace("LISTEN", listen));
    spawn("targets", "nginx", "-e", folder + "/targets.err", "-c", folder + "/targets.conf");
    awaitPort(first);
  }

  /// A file of 100 MB.
  Path large() {
    return folder.resolve("100m");
  }

  private static String address(int i) {
    return "127.0.%d.%d".formatted(i / 250, i % 250 + 1);
  }

  /// taskdock itself, as its user starts it.
  Rival taskdock(String name, String transport, Features features) throws Exception {
    int port = freePort();
    var home =
        Files.createDirectories(
            folder.resolve(name.replace(' ', '-') + "-" + started.size()));
    Files.writeString(home.resolve("taskdock.yaml"), declared(features));
    var process =
        new ProcessBuilder(
            root + "/scripts/taskdock", "lb", "--transport", transport, "--lb-port",
            (features.secure() ? "443=" : "80=") + port, home + "/taskdock.yaml");
    process.environment().put("TASKDOCK_HOME", home.toString());
    process.environment().put("TASKDOCK_NO_SETUP", "1");
    return opened(name, port, features.secure(), process, true);
  }

  /// HAProxy with one and with two threads, and nginx.
  List<Rival> peers() throws Exception {
    var peers = new ArrayList<>(haproxies(Features.NONE));
    peers.add(nginx(Features.NONE));
    return peers;
  }

  /// HAProxy with one and with two threads.
  List<Rival> haproxies(Features features) throws Exception {
    var peers = new ArrayList<Rival>();
    for (int threads : new int[] {1, 2}) {
      int port = freePort();
      var name = "haproxy-" + threads;
      var servers =
          backends(features).stream()
              .map(backend -> "  server s%d 127.0.0.1:%d".formatted(backend, backend))
              .collect(Collectors.joining("\n"));
      var secure = features.secure() ? " ssl crt " + pair() : "";
      write(name, HAPROXY.formatted(threads, port, secure, port) + servers + "\n");
      var process = new ProcessBuilder("haproxy", "-db", "-f", folder + "/" + name);
      peers.add(opened(name, port, features.secure(), process, false));
    }
    return peers;
  }

  Rival nginx(Features features) throws Exception {
    int port = freePort();
    var secure =
        features.secure()
            ? "ssl http2; ssl_certificate %s; ssl_certificate_key %s".formatted(pair(), pair())
            : "reuseport";
    write("nginx.conf", NGINX.formatted(folder, folder, first, second, port, secure, port));
    var process =
        new ProcessBuilder("nginx", "-e", folder + "/nginx.err", "-c", folder + "/nginx.conf");
    return opened("nginx-2", port, features.secure(), process, false);
  }

  private List<Integer> backends(Features features) {
    return features.backends().isEmpty() ? List.of(first, second) : features.backends();
  }

  /// One certificate with its key (P-256), for all that speak TLS.
  private Path pair() throws Exception {
    var pair = folder.resolve("pair.pem");
    if (Files.notExists(pair)) {
      run(
          "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
          "-nodes", "-days", "2", "-subj", "/CN=bench.example", "-addext",
          "subjectAltName=DNS:bench.example", "-keyout", folder + "/key.pem", "-out",
          folder + "/chain.pem");
      Files.writeString(
          pair,
          Files.readString(folder.resolve("chain.pem"))
              + Files.readString(folder.resolve("key.pem")));
    }
    return pair;
  }

  /// taskdock's network load balancer, with a listener for the targets and one for `bulk`.
  Network network(String name, String transport, int bulk) throws Exception {
    var home = Files.createDirectories(folder.resolve(name));
    int port = freePort();
    int other = freePort();
    Files.writeString(home.resolve("taskdock.yaml"), FLOWS.formatted(port, other, first, second, bulk));
    var command =
        new ProcessBuilder(
            root + "/scripts/taskdock", "lb", "--transport", transport, home + "/taskdock.yaml");
    command.environment().put("TASKDOCK_HOME", home.toString());
    command.environment().put("TASKDOCK_NO_SETUP", "1");
    var process = spawn(name, command);
    var host = address(name, other);
    return new Network(
        new Rival(name, host, port, false, process, true),
        new Rival(name, host, other, false, process, true));
  }

  /// HAProxy in TCP mode.
  ///
  /// @param tuning more lines of its global section
  Network haproxy(String name, int threads, String tuning, int bulk) throws Exception {
    int port = freePort();
    int other = freePort();
    write(name, HAPROXY_TCP.formatted(threads, tuning, port, first, second, other, bulk));
    var rival =
        opened(
            name, other, false, new ProcessBuilder("haproxy", "-db", "-f", folder + "/" + name),
            false);
    return new Network(new Rival(name, "127.0.0.1", port, false, rival.process(), false), rival);
  }

  /// One proxy at two ports: in front of the targets, and of what sends without end.
  record Network(Rival small, Rival bulk) {
    String name() {
      return bulk.name();
    }
  }

  /// The address that a load balancer says it is at.
  private String address(String name, int port) throws Exception {
    for (int i = 0; i < 1200; i++) {
      var said = Files.readString(folder.resolve(name + ".out"));
      var found = java.util.regex.Pattern.compile("tcp://([\\d.]+):" + port).matcher(said);
      if (found.find()) {
        return found.group(1);
      }
      Thread.sleep(25);
    }
    throw new IllegalStateException(name + " does not say where it listens");
  }

  private String declared(Features features) throws Exception {
    var rules = new StringBuilder();
    for (int i = 0; i < features.rules() - 2; i++) {
      rules.append(rule(i + 1, ELSEWHERE[i % ELSEWHERE.length].formatted(i, i)));
    }
    rules.append(rule(1000, "{Field: path-pattern, Values: [\"/api/*\"]}"));
    rules.append(rule(1001, "{Field: host-header, Values: [\"*.test.example\"]}"));
    var targets =
        IntStream.range(0, features.targets())
            .mapToObj(i ->
                "\"%s:%d\"".formatted(address(i / 2), backends(features).get(i % 2)))
            .collect(Collectors.joining(", "));
    var listener = "Protocol: HTTP\n        Port: 80";
    var certificates = "";
    if (features.secure()) {
      pair();
      listener =
          "Protocol: HTTPS\n        Port: 443\n"
              + "        SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06\n"
              + "        Certificates: [{CertificateArn: bench}]";
      certificates =
          "certificates: {bench: {chain: %s/chain.pem, key: %s/key.pem}}\n"
              .formatted(folder, folder);
    }
    return certificates + """
        loadBalancers:
          bench:
            LoadBalancerAttributes: [{Key: access_logs.s3.enabled, Value: "%s"}, {Key: access_logs.s3.bucket, Value: b}]
            Listeners:
              - %s
                DefaultActions: [{Type: forward, TargetGroupArn: app}]
                Rules:
        %s
        targetGroups:
          app:
            Port: 80
            Targets: [%s]
        """
        .formatted(features.log(), listener, rules, targets);
  }

  private static String rule(int priority, String condition) {
    return ("          - {Priority: %d, Conditions: [%s], Actions: [{Type: forward, TargetGroupArn:"
            + " app}]}\n")
        .formatted(priority, condition);
  }

  /// Conditions of all kinds that the load does not meet.
  private static final String[] ELSEWHERE = {
    "{Field: path-pattern, Values: [\"/service-%d/*\"]}",
    "{Field: host-header, Values: [\"service-%d.example.com\"]}",
    "{Field: query-string, QueryStringConfig: {Values: [{Key: version, Value: \"%d\"}]}}",
    "{Field: query-string, QueryStringConfig: {Values: [{Key: user, Value: \"9%d\"}]}}",
    "{Field: http-header, HttpHeaderConfig: {HttpHeaderName: X-Feature, Values: [\"f%d\"]}}",
    "{Field: http-request-method, HttpRequestMethodConfig: {Values: [POST]}}, {Field: path-pattern,"
        + " Values: [\"*/upload-%d\"]}",
    "{Field: source-ip, SourceIpConfig: {Values: [\"10.%d.0.0/16\"]}}",
    "{Field: path-pattern, Values: [\"*/edit-%d\"]}",
  };

  private Rival opened(
      String name, int port, boolean secure, ProcessBuilder command, boolean java)
      throws Exception {
    var rival = new Rival(name, "127.0.0.1", port, secure, spawn(name, command), java);
    awaitPort(port);
    return rival;
  }

  private void spawn(String name, String... command) throws IOException {
    spawn(name, new ProcessBuilder(command));
  }

  private Process spawn(String name, ProcessBuilder command) throws IOException {
    var process =
        command
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name.replace(' ', '-') + ".out").toFile())
            .start();
    started.add(process);
    return process;
  }

  static String run(String... command) throws Exception {
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

  private void awaitPort(int port) throws Exception {
    for (int i = 0; i < 1200; i++) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException _) {
        var gone = started.stream().filter(p -> !p.isAlive()).findFirst();
        if (gone.isPresent()) {
          throw new IllegalStateException("a proxy has ended; see " + folder);
        }
        Thread.sleep(25);
      }
    }
    throw new IllegalStateException("nothing listens at " + port);
  }

  /// Ends all, and removes what they left; where one ended by itself, its words are printed.
  void close() {
    for (var process : started) {
      if (!process.isAlive()) {
        tell();
      }
    }
    for (var process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("taskdock: left behind: " + folder);
    }
  }

  private void tell() {
    try (var files = Files.list(folder)) {
      for (var file : files.filter(f -> f.toString().matches(".*(out|err)")).toList()) {
        var words = Files.readString(file).strip();
        if (!words.isEmpty()) {
          System.err.println(file.getFileName() + ": " + words);
        }
      }
    } catch (IOException e) {
      System.err.println("taskdock: " + e);
    }
  }

  private static final String TARGETS =
      """
      worker_processes 1; worker_rlimit_nofile 20000; daemon off; pid FOLDER/targets.pid; error_log FOLDER/targets.err;
      events { worker_connections 16000; }
      http {
        access_log off; keepalive_requests 1000000000; keepalive_timeout 600; tcp_nodelay on;
        server {
          LISTEN
          location / { return 200 "BODY"; }
          location = /10k { root FOLDER; }
          location = /1m { root FOLDER; }
          location = /100m { root FOLDER; }
        }
      }
      """
          .replace("BODY", "x".repeat(128));

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
        bind 127.0.0.1:%d%s
        option forwardfor
        http-request set-header X-Forwarded-Proto http
        http-request set-header X-Forwarded-Port %d
        unique-id-format Root=1-%%Ts-%%rt%%pid%%rt
        unique-id-header X-Amzn-Trace-Id
        use_backend b if { path_beg /api/ }
        use_backend b if { hdr_end(host) .test.example }
        default_backend b
      backend b
        balance roundrobin
      """;

  private static final String FLOWS =
      """
      loadBalancers:
        bench:
          Type: network
          Listeners:
            - {Protocol: TCP, Port: %d, DefaultActions: [{Type: forward, TargetGroupArn: small}]}
            - {Protocol: TCP, Port: %d, DefaultActions: [{Type: forward, TargetGroupArn: bulk}]}
      targetGroups:
        small: {Protocol: TCP, Port: 80, TargetType: ip, Targets: ["127.0.0.1:%d", "127.0.0.1:%d"]}
        bulk: {Protocol: TCP, Port: 80, TargetType: ip, Targets: ["127.0.0.1:%d"]}
      """;

  private static final String HAPROXY_TCP =
      """
      global
        nbthread %d
        maxconn 8000
        %s
      defaults
        mode tcp
        timeout connect 10s
        timeout client 350s
        timeout server 350s
      frontend small
        bind 127.0.0.1:%d
        default_backend small
      backend small
        balance roundrobin
        server s1 127.0.0.1:%d
        server s2 127.0.0.1:%d
      frontend bulk
        bind 127.0.0.1:%d
        default_backend bulk
      backend bulk
        server s1 127.0.0.1:%d
      """;

  private static final String NGINX =
      """
      worker_processes 2; daemon off; pid %s/nginx.pid; error_log %s/nginx.err;
      events { worker_connections 4096; }
      http {
        access_log off; keepalive_requests 1000000000; keepalive_timeout 600; tcp_nodelay on;
        upstream b { server 127.0.0.1:%d; server 127.0.0.1:%d; keepalive 512; keepalive_requests 1000000000; }
        server {
          listen 127.0.0.1:%d %s;
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

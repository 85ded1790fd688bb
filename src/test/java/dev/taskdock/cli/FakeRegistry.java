package dev.taskdock.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/// An image registry that takes pushes from who has the password, and keeps no more than it must.
///
/// An engine asks a registry of this machine by TLS first, and without an answer waits for ten
/// seconds before it asks in the clear; so who begins with TLS is turned away at the door.
///
/// Source: the OCI distribution specification, as far as an engine's push goes.
final class FakeRegistry implements AutoCloseable {
  static final String USER = "somebody";
  static final String PASSWORD = "correct horse";

  /// The first byte of whoever begins with TLS.
  private static final int HANDSHAKE = 0x16;

  private final HttpServer server;
  private final ServerSocket door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  private final AtomicLong uploads = new AtomicLong();
  private final Map<String, Long> sizes = new ConcurrentHashMap<>();
  private final Map<String, Long> blobs = new ConcurrentHashMap<>();
  private final Map<String, String> manifests = new ConcurrentHashMap<>();
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();

  FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v2/", this::answer);
    server.start();
    Thread.ofVirtual().start(this::open);
  }

  private void open() {
    while (!door.isClosed()) {
      try {
        var client = door.accept();
        Thread.ofVirtual().start(() -> let(client));
      } catch (IOException _) {
        // It is closed.
      }
    }
  }

  private void let(Socket client) {
    try (client;
        var inside = new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      int first = client.getInputStream().read();
      if (first != HANDSHAKE && first >= 0) {
        inside.getOutputStream().write(first);
        Thread.ofVirtual().start(() -> pass(client, inside));
        inside.getInputStream().transferTo(client.getOutputStream());
      }
    } catch (IOException _) {
      // One of them has gone.
    }
  }

  private static void pass(Socket client, Socket inside) {
    try {
      client.getInputStream().transferTo(inside.getOutputStream());
      inside.shutdownOutput();
    } catch (IOException _) {
      // One of them has gone.
    }
  }

  /// As it stands before an image's name.
  String host() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  /// Keeps an image of one empty layer that can be pulled by who has the password; its name.
  String keep(String name) throws IOException {
    var tar = new byte[1024];
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(tar);
    }
    var config =
        ("{\"architecture\": \"amd64\", \"os\": \"linux\", \"config\": {\"Cmd\": [\"/none\"], \"Labels\":"
                + " {\"name\": \"%s\"}}, \"rootfs\": {\"type\": \"layers\", \"diff_ids\": [\"%s\"]}}")
            .formatted(name, digest(tar))
            .getBytes(StandardCharsets.UTF_8);
    var manifest =
        """
        {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
         "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": %d, "digest": "%s"},
         "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": %d, "digest": "%s"}]}
        """
            .formatted(config.length, digest(config), zipped.size(), digest(zipped.toByteArray()))
            .getBytes(StandardCharsets.UTF_8);
    contents.put(digest(config), config);
    contents.put(digest(zipped.toByteArray()), zipped.toByteArray());
    for (var key : List.of(digest(manifest), "1")) {
      contents.put(key, manifest);
      types.put(key, "application/vnd.docker.distribution.manifest.v2+json");
    }
    return host() + "/" + name + ":1";
  }

  /// The text of `config.json` of somebody who has logged in here.
  String settings(boolean rightPassword) {
    var pair = USER + ":" + (rightPassword ? PASSWORD : "wrong");
    return "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(host(), encoded(pair));
  }

  /// The digests of manifests that were pushed, by `name:tag`.
  Map<String, String> manifests() {
    return Map.copyOf(manifests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (!("Basic " + encoded(USER + ":" + PASSWORD)).equals(authorization)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"fake\"");
        reply(exchange, 401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"no\"}]}");
        return;
      }
      answer(exchange, exchange.getRequestURI().getPath(), body);
    }
  }

  private void answer(HttpExchange exchange, String path, byte[] body) throws IOException {
    var headers = exchange.getResponseHeaders();
    var method = exchange.getRequestMethod();
    if (path.contains("/manifests/") && method.equals("PUT")) {
      var digest = digest(body);
      int at = path.indexOf("/manifests/");
      manifests.put(
          path.substring("/v2/".length(), at) + ":" + path.substring(at + "/manifests/".length()),
          digest);
      headers.set("Docker-Content-Digest", digest);
      reply(exchange, 201, "");
    } else if (path.contains("/blobs/uploads/")) {
      var upload = path.endsWith("/uploads/") ? path + uploads.incrementAndGet() : path;
      long size = sizes.merge(upload, (long) body.length, Long::sum);
      headers.set("Location", upload);
      headers.set("Docker-Upload-UUID", upload.substring(upload.lastIndexOf('/') + 1));
      headers.set("Range", "0-" + Math.max(0, size - 1));
      if (method.equals("PUT")) {
        var digest = exchange.getRequestURI().getQuery().replaceFirst(".*digest=", "");
        blobs.put(digest, size);
        headers.set("Docker-Content-Digest", digest);
      }
      reply(exchange, method.equals("PUT") ? 201 : 202, "");
    } else if (contents.containsKey(path.substring(path.lastIndexOf('/') + 1))) {
      var key = path.substring(path.lastIndexOf('/') + 1);
      var content = Objects.requireNonNull(contents.get(key));
      headers.set("Content-Type", types.getOrDefault(key, "application/octet-stream"));
      headers.set("Docker-Content-Digest", digest(content));
      reply(exchange, 200, new String(content, StandardCharsets.ISO_8859_1));
    } else if (path.contains("/blobs/") || path.contains("/manifests/")) {
      var size = blobs.get(path.substring(path.lastIndexOf('/') + 1));
      if (size != null) {
        headers.set("Content-Length", size.toString());
      }
      reply(exchange, size == null ? 404 : 200, "");
    } else {
      reply(exchange, 200, "{}");
    }
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head && bytes.length > 0) {
      exchange.getResponseHeaders().set("Content-Length", "" + bytes.length);
    }
    boolean silent = bytes.length == 0 || head;
    exchange.sendResponseHeaders(status, silent ? -1 : bytes.length);
    if (!silent) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(byte[] body) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    server.stop(0);
  }
}

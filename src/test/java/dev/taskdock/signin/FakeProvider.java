package dev.taskdock.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A provider on loopback that answers what a test wants it to.
final class FakeProvider implements AutoCloseable {
  static final RSAKey KEY = key("first", 2048);

  private final HttpServer server;
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// The bodies that were posted, and what was said beside them.
  final List<String> posted = new CopyOnWriteArrayList<>();

  final List<String> asked = new CopyOnWriteArrayList<>();

  /// @param status 0 for never
  private record Reply(int status, String body) {}

  private FakeProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Thread::startVirtualThread);
    server.createContext("/", this::answer);
    server.start();
    says("/keys", 200, new JWKSet(KEY).toString());
  }

  static FakeProvider open() throws IOException {
    return new FakeProvider();
  }

  static RSAKey key(String id, int bits) {
    try {
      return new RSAKeyGenerator(bits).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A token of these claims, signed.
  static String token(Map<String, Object> claims) {
    return token(claims, KEY);
  }

  static String token(Map<String, Object> claims, RSAKey key) {
    var set = new JWTClaimsSet.Builder();
    claims.forEach(set::claim);
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), set.build());
    try {
      token.sign(
          new RSASSASigner(
              key, java.util.Set.of(com.nimbusds.jose.crypto.opts.AllowWeakRSAKey.getInstance())));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  void says(String path, int status, String body) {
    replies.put(path, new Reply(status, body));
  }

  /// Whoever asks for this waits.
  void isSilent(String path) {
    replies.put(path, new Reply(0, ""));
  }

  /// Whoever waits is hung up on.
  void breaksOff() {
    closed.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      asked.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
      if (exchange.getRequestMethod().equals("POST")) {
        posted.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      }
      var reply = replies.getOrDefault(path, new Reply(404, ""));
      if (reply.status() == 0) {
        closed.await();
        return;
      }
      var body = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}

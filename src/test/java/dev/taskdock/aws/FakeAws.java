package dev.taskdock.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/// Speaks as Parameter Store, Secrets Manager, S3 and STS speak, at one address of this machine.
///
/// It refuses the parameter `/refused`, every object of the bucket `closed` and every role whose
/// name ends with `closed`.
public final class FakeAws implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SCOPE = Pattern.compile("Credential=[^/]+/[0-9]+/([^/]+)/");

  private final HttpServer server;
  private final Map<String, String> parameters = new ConcurrentHashMap<>();
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final Map<String, String> objects = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Instant expiration = Instant.parse("2030-01-01T00:00:00Z");

  private FakeAws(HttpServer server) {
    this.server = server;
  }

  /// Begins to answer.
  public static FakeAws start() throws IOException {
    var fake =
        new FakeAws(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    fake.server.createContext("/", fake::answer);
    fake.server.start();
    return fake;
  }

  /// Where it answers.
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// What an environment has of who asks it.
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL", address().toString(),
        "AWS_ACCESS_KEY_ID", "AKIAOFATEST",
        "AWS_SECRET_ACCESS_KEY", "of-a-test");
  }

  /// Has a parameter.
  ///
  /// @param name with its version, if it is one of several
  public FakeAws parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  /// Has a secret.
  ///
  /// @param key the ARN, and behind `@` the stage or version
  public FakeAws secret(String key, String value) {
    secrets.put(key, value);
    return this;
  }

  /// Has an object.
  ///
  /// @param path as in `/BUCKET/KEY`
  public FakeAws object(String path, String text) {
    objects.put(path, text);
    return this;
  }

  /// When the credentials end that it gives from now on.
  FakeAws until(Instant end) {
    expiration = end;
    return this;
  }

  /// What it was asked: region, operation, and how much or what.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var scope = SCOPE.matcher(exchange.getRequestHeaders().getFirst("Authorization"));
    var region = scope.find() ? scope.group(1) : "";
    var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target == null && exchange.getRequestMethod().equals("GET")) {
      object(exchange, region);
    } else if (target == null) {
      role(exchange, region, body);
    } else if (target.equals("AmazonSSM.GetParameters")) {
      parameters(exchange, region, JSON.readTree(body));
    } else {
      secret(exchange, region, JSON.readTree(body));
    }
  }

  private void parameters(HttpExchange exchange, String region, JsonNode request)
      throws IOException {
    asked.add(region + " GetParameters " + request.get("Names").size());
    var answer = JSON.createObjectNode();
    var known = answer.putArray("Parameters");
    var unknown = answer.putArray("InvalidParameters");
    for (var node : request.get("Names")) {
      var name = node.asText();
      if (name.equals("/refused") || !request.get("WithDecryption").asBoolean()) {
        refused(exchange, "AccessDeniedException", "You are not authorized.");
        return;
      }
      if (!parameters.containsKey(name)) {
        unknown.add(name);
        continue;
      }
      int colon = name.indexOf(':');
      var parameter =
          known
              .addObject()
              .put("Name", colon < 0 ? name : name.substring(0, colon))
              .put("Value", parameters.get(name));
      if (colon >= 0) {
        parameter.put("Selector", name.substring(colon));
      }
    }
    json(exchange, 200, answer);
  }

  private void secret(HttpExchange exchange, String region, JsonNode request) throws IOException {
    var which = request.path("VersionStage").asText() + request.path("VersionId").asText();
    var key = request.get("SecretId").asText() + (which.isEmpty() ? "" : "@" + which);
    asked.add(region + " GetSecretValue " + key);
    if (!secrets.containsKey(key)) {
      refused(exchange, "ResourceNotFoundException", "Secrets Manager can't find it.");
      return;
    }
    json(exchange, 200, JSON.createObjectNode().put("SecretString", secrets.get(key)));
  }

  private void object(HttpExchange exchange, String region) throws IOException {
    var path = exchange.getRequestURI().getPath();
    asked.add(region + " GetObject " + path);
    if (path.startsWith("/closed/")) {
      send(exchange, 403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
    } else if (!objects.containsKey(path)) {
      send(exchange, 404, "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>");
    } else {
      send(exchange, 200, objects.getOrDefault(path, ""));
    }
  }

  private void role(HttpExchange exchange, String region, String form) throws IOException {
    var role = URLDecoder.decode(form, UTF_8).replaceFirst(".*RoleArn=([^&]*).*", "$1");
    asked.add(region + " AssumeRole " + role);
    if (role.endsWith("closed")) {
      send(
          exchange,
          403,
          "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
              + "<Message>no</Message></Error></ErrorResponse>");
      return;
    }
    send(
        exchange,
        200,
        """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <Credentials><AccessKeyId>ASIAOFTHEROLE</AccessKeyId>
        <SecretAccessKey>secret-of-the-role</SecretAccessKey>
        <SessionToken>token-of-the-role</SessionToken><Expiration>%s</Expiration></Credentials>
        </AssumeRoleResult></AssumeRoleResponse>\
        """
            .formatted(expiration));
  }

  private static void refused(HttpExchange exchange, String code, String message)
      throws IOException {
    json(exchange, 400, JSON.createObjectNode().put("__type", code).put("message", message));
  }

  private static void json(HttpExchange exchange, int status, ObjectNode answer)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    send(exchange, status, answer.toString());
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (var body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}

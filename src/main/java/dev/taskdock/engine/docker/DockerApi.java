package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineException;
import dev.taskdock.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The engine's HTTP API in one version of it: paths in, values out, refusals as exceptions.
final class DockerApi {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final Map<String, String> TAR = Map.of("Content-Type", "application/x-tar");

  private final EngineTransport transport;
  private final String version;

  /// @param version as in `1.41`
  DockerApi(EngineTransport transport, String version) {
    this.transport = transport;
    this.version = version;
  }

  String version() {
    return version;
  }

  EngineTransport transport() {
    return transport;
  }

  Json get(ApiPath path, Subject subject) {
    return read(open(request("GET", path), subject));
  }

  Json post(ApiPath path, Map<String, ?> body, Subject subject) {
    var request = request("POST", path).with(JSON).sending(JsonWriter.bytes(body));
    return read(open(request, subject));
  }

  /// Tells the engine to do something that needs no more words than the path.
  void post(ApiPath path, Subject subject) {
    read(open(request("POST", path), subject));
  }

  /// Gives the engine a tar file.
  void put(ApiPath path, byte[] tar, Subject subject) {
    read(open(request("PUT", path).with(TAR).sending(tar), subject));
  }

  void delete(ApiPath path, Subject subject) {
    read(open(request("DELETE", path), subject));
  }

  /// An answer to be read as it comes.
  Answer stream(ApiPath path, Subject subject) {
    return open(request("GET", path), subject);
  }

  /// An answer to be read as it comes, to a request with headers and a body that may take long.
  Answer stream(ApiPath path, Map<String, String> headers, InputStream body, Subject subject) {
    return open(request("POST", path).with(headers).sending(body), subject);
  }

  /// A connection that carries raw bytes both ways once the engine has agreed.
  Answer hijack(ApiPath path, Map<String, ?> body, InputStream input, Subject subject) {
    return open(
        request("POST", path).with(JSON).sending(JsonWriter.bytes(body)).hijacking(input), subject);
  }

  /// A connection that carries raw bytes from the engine once it has agreed, and none to it.
  Answer hijack(ApiPath path, Subject subject) {
    return open(request("POST", path).hijacking(EngineTransport.NO_INPUT), subject);
  }

  EngineException unreachable(IOException cause) {
    return transport.unreachable(cause);
  }

  private EngineRequest request(String method, ApiPath path) {
    return EngineRequest.of(method, "/v" + version + path.text());
  }

  private Answer open(EngineRequest request, Subject subject) {
    Answer answer = transport.execute(request);
    if (answer.getStatusCode() < 400) {
      return answer;
    }
    try (answer) {
      throw refusal(answer).exception(subject);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private Json read(Answer answer) {
    try (answer) {
      return Json.read(answer.getBody().readAllBytes());
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static Refusal refusal(Answer answer) throws IOException {
    byte[] body = answer.getBody().readAllBytes();
    return new Refusal(answer.getStatusCode(), words(body));
  }

  private static String words(byte[] body) {
    String plain = new String(body, StandardCharsets.UTF_8);
    try {
      return Json.read(body).at("message").words().orElse(plain);
    } catch (IOException _) {
      return plain;
    }
  }
}

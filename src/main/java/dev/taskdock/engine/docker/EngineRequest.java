package dev.taskdock.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request to the engine, in the shape docker-java's transports take; null is its "not given".
final class EngineRequest extends Request {
  private final String method;
  private final String path;
  private final Map<String, String> headers;
  private final byte @Nullable [] bytes;
  private final @Nullable InputStream stream;
  private final @Nullable InputStream input;

  private EngineRequest(
      String method,
      String path,
      Map<String, String> headers,
      byte @Nullable [] bytes,
      @Nullable InputStream stream,
      @Nullable InputStream input) {
    this.method = method;
    this.path = path;
    this.headers = Map.copyOf(headers);
    this.bytes = bytes;
    this.stream = stream;
    this.input = input;
  }

  static EngineRequest of(String method, String path) {
    return new EngineRequest(method, path, Map.of(), null, null, null);
  }

  EngineRequest with(Map<String, String> others) {
    return new EngineRequest(method, path, others, bytes, stream, input);
  }

  /// The same with a body that is known already.
  EngineRequest sending(byte[] body) {
    return new EngineRequest(method, path, headers, body, stream, input);
  }

  /// The same with a body that is read while it is sent.
  EngineRequest sending(InputStream body) {
    return new EngineRequest(method, path, headers, bytes, body, input);
  }

  /// The same, turning the connection into raw bytes both ways; `typed` is our side of them.
  EngineRequest hijacking(InputStream typed) {
    return new EngineRequest(method, path, headers, bytes, stream, typed);
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public byte @Nullable [] bodyBytes() {
    return bytes;
  }

  @Override
  public @Nullable InputStream body() {
    return stream;
  }

  @Override
  public @Nullable InputStream hijackedInput() {
    return input;
  }
}

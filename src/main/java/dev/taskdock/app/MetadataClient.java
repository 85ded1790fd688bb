package dev.taskdock.app;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Asks the taskdock that looks after a task, as the task itself would.
final class MetadataClient {
  private static final int PATIENCE = (int) Duration.ofSeconds(5).toMillis();

  private MetadataClient() {}

  /// What is answered at an address.
  ///
  /// @throws IOException when nobody answers, or with a refusal, whose text is the message
  static String get(String address) throws IOException {
    // A proxy of the user's has no way to a network of the engine's.
    var connection = (HttpURLConnection) URI.create(address).toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(PATIENCE);
    connection.setReadTimeout(PATIENCE);
    boolean refused = connection.getResponseCode() >= 400;
    try (var body = refused ? connection.getErrorStream() : connection.getInputStream()) {
      var text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      if (refused) {
        throw new IOException(text);
      }
      return text;
    } finally {
      connection.disconnect();
    }
  }
}

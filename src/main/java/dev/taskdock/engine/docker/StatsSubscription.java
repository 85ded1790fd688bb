package dev.taskdock.engine.docker;

import dev.taskdock.engine.Subscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// What a container uses, a line of JSON a sample, read on a thread of its own.
///
/// An engine goes on with empty samples when the container has ended; those are its end here.
final class StatsSubscription implements Subscription {
  private final Answer answer;
  private final Consumer<String> samples;

  private StatsSubscription(Answer answer, Consumer<String> samples) {
    this.answer = answer;
    this.samples = samples;
  }

  static Subscription to(DockerApi api, String id, Consumer<String> samples) {
    var path = ApiPath.of("/containers/" + id + "/stats?stream=1");
    var subscription =
        new StatsSubscription(api.stream(path, new Subject.OneContainer(id)), samples);
    Thread.ofVirtual().name("engine-stats-" + id).start(subscription::follow);
    return subscription;
  }

  @Override
  public void close() {
    answer.close();
  }

  private void follow() {
    try (answer;
        var lines =
            new BufferedReader(new InputStreamReader(answer.getBody(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null && !isEmpty(line); line = lines.readLine()) {
        samples.accept(line);
      }
    } catch (IOException _) {
      // Closed by us, removed meanwhile, or the engine went: the events tell of that.
    }
  }

  /// The zero of the engine's language stands where a time should be.
  private static boolean isEmpty(String sample) {
    return sample.contains("\"read\":\"0001-01-01T00:00:00Z\"");
  }
}

package dev.taskdock.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Clients that ask for a page without a pause, each over a kept-alive connection, and count every
/// answer.
final class Load implements AutoCloseable {
  private static final int CLIENTS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final URI address;
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Thread> clients = new ArrayList<>();
  private final Map<String, Integer> answers = new HashMap<>();
  private final List<String> lost = new ArrayList<>();
  private int asked;

  private Load(URI address) {
    this.address = address;
  }

  /// Begins.
  static Load on(String address) {
    var load = new Load(URI.create(address));
    for (int i = 0; i < CLIENTS; i++) {
      load.clients.add(Thread.ofPlatform().daemon().name("client " + i).start(load::ask));
    }
    return load;
  }

  /// How many answers had this text since the beginning.
  synchronized int answers(String text) {
    return answers.getOrDefault(text, 0);
  }

  /// How many requests were answered since the beginning, in whatever way.
  synchronized int asked() {
    return asked;
  }

  /// What was no answer of 200, with when it was.
  synchronized List<String> lost() {
    return List.copyOf(lost);
  }

  /// Counts the texts anew; what was lost stays lost.
  synchronized void begin() {
    answers.clear();
  }

  /// Waits until so many answers had a text.
  synchronized void awaitAnswers(String text, int count) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (answers(text) < count) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "no %d answers \"%s\": %s, lost %s".formatted(count, text, answers, lost));
      }
      wait(left);
    }
  }

  @Override
  public void close() {
    over.set(true);
    try {
      for (var client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void ask() {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build();
      while (!over.get()) {
        try {
          var answer = http.send(request, BodyHandlers.ofString());
          took(answer.statusCode(), answer.body());
        } catch (IOException e) {
          took(0, e.toString());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void took(int status, String text) {
    asked++;
    if (status == 200) {
      answers.merge(text, 1, Integer::sum);
    } else {
      lost.add(asked + ": " + status + " " + text);
    }
    notifyAll();
  }
}

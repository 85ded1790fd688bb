package dev.taskdock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.proxy.Origin.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Many clients before targets that fail in all the ways there are: each request has one outcome,
/// each outcome is told, and each failure has a cause.
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class FaultsUnderLoadTest {
  private static final int CLIENTS = 16;
  private static final int REQUESTS = 100;
  private static final String BODY = "x".repeat(3_000);

  private final Stage stage;
  private final AtomicInteger whole = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();

  FaultsUnderLoadTest(Transport transport) {
    stage = new Stage(transport);
    stage.idle(Duration.ofSeconds(1));
  }

  static Stream<Transport> transports() {
    return Stage.transports();
  }

  @AfterEach
  void closeAll() throws Exception {
    stage.close();
  }

  @Test
  void every_request_has_an_outcome_and_every_failure_a_cause() throws Exception {
    var seeds = new AtomicInteger();
    Origin.Script faulty = peer -> play(peer, new Random(seeds.getAndIncrement()));
    var address = stage.before(stage.origin(faulty), stage.origin(faulty), stage.origin(faulty));

    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var asking =
          IntStream.range(0, CLIENTS).<Callable<Boolean>>mapToObj(_ -> () -> ask(address)).toList();
      for (Future<Boolean> asked : clients.invokeAll(asking)) {
        assertThat(asked.get()).isTrue();
      }
    }

    assertThat(whole.get() + failed.get() + cut.get()).isEqualTo(CLIENTS * REQUESTS);
    assertThat(stage.done).hasSize(CLIENTS * REQUESTS);
    assertThat(stage.causes).hasSize(failed.get() + cut.get());
    assertThat(stage.failures).filteredOn(status -> status == 0).hasSize(cut.get());
    assertThat(whole.get()).isGreaterThan(CLIENTS * REQUESTS / 2);
    assertThat(failed).hasPositiveValue();
    assertThat(cut).hasPositiveValue();
  }

  /// Mostly answers; sometimes closes, resets, breaks off, talks nonsense or hangs.
  private static void play(Peer peer, Random random) throws IOException {
    while (peer.readHead()) {
      peer.readBody();
      switch (random.nextInt(50)) {
        case 0 -> {
          return;
        }
        case 1 -> {
          peer.reset();
          return;
        }
        case 2 -> {
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + BODY.substring(1));
          return;
        }
        case 3 -> {
          peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbb8\r\nno");
          peer.reset();
          return;
        }
        case 4 -> {
          peer.write("what?\r\n\r\n");
          return;
        }
        case 5 -> {
          peer.ends();
          return;
        }
        default -> peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + BODY);
      }
    }
  }

  private boolean ask(InetSocketAddress address) throws IOException {
    var client = stage.connected(address);
    for (int i = 0; i < REQUESTS; i++) {
      client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
      if (outcome(client)) {
        continue;
      }
      client.close();
      client = stage.connected(address);
    }
    client.close();
    return true;
  }

  /// Counts what came of a request. False where the connection is no more.
  private boolean outcome(Peer client) throws IOException {
    client.readHead();
    boolean fine = client.head().startsWith("HTTP/1.1 200 ");
    try {
      // A broken answer ends before its body does, in whatever way.
      if (client.readBody().length() < Integer.parseInt("0" + client.field("content-length"))) {
        cut.incrementAndGet();
        return false;
      }
    } catch (IOException _) {
      cut.incrementAndGet();
      return false;
    }
    (fine ? whole : failed).incrementAndGet();
    return true;
  }
}

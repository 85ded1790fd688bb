package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.firewall.Ruleset;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class GuardingTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Semaphore loads = new Semaphore(0);
  private final CountDownLatch broken = new CountDownLatch(1);

  @Test
  void rules_count_once_the_namespace_says_that_it_loaded_them() {
    try (var guard = begin("taskdock: loaded\n")) {
      guard.load(Ruleset.open(Optional.empty()));
      assertThat(guard.settled(SHORT)).isFalse();

      loads.release();

      assertThat(guard.settled(LONG)).isTrue();
    }
  }

  @Test
  void rules_that_the_kernel_refuses_are_not_waited_for() {
    try (var guard = begin(Guarding.REFUSED + ": syntax error\n")) {
      guard.load(Ruleset.open(Optional.empty()));
      loads.release();

      assertThat(guard.settled(LONG)).isTrue();
    }
  }

  @Test
  void nobody_waits_for_a_hand_that_is_gone() throws Exception {
    try (var guard = begin("")) {
      guard.load(Ruleset.open(Optional.empty()));
      loads.release(2);
      broken.await();

      assertThat(guard.settled(LONG)).isFalse();
    }
  }

  /// One that answers each load when it is let; without words it ends instead.
  private Guarding begin(String answer) {
    return Guarding.begin(engine(answer), "holder", _ -> {}, _ -> {});
  }

  private Engine engine(String answer) {
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (_, _, arguments) -> exec((ExecSpec) arguments[1], answer));
  }

  private int exec(ExecSpec spec, String answer) throws Exception {
    var lines =
        new BufferedReader(
            new InputStreamReader(spec.input().orElseThrow(), StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("#load")) {
        loads.acquire();
        if (answer.isEmpty()) {
          broken.countDown();
          return 1;
        }
        spec.output().write(answer.getBytes(StandardCharsets.UTF_8));
      }
    }
    return 0;
  }
}

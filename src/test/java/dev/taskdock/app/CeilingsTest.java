package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the kernel says about an engine's process, read.
final class CeilingsTest {
  @Test
  void only_rows_with_a_number_are_ceilings() {
    var limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max stack size            8388608              unlimited            bytes
        Max core file size        0                    unlimited            bytes
        Max processes             96364                96364                processes
        Max open files            1024                 20000                files
        Max address space         1                    1                    bytes
        Max nice priority         0                    0
        Max realtime timeout      unlimited            unlimited            us
        """;

    assertThat(Ceilings.read(limits))
        .isEqualTo(Map.of("nproc", 96_364L, "nofile", 20_000L, "nice", 0L));
  }

  @Test
  void a_process_without_that_right_may_not_raise_a_limit() {
    assertThat(Ceilings.mayRaise("Name:\tdockerd\nCapEff:\t000001fffeffffff\n")).isFalse();
    assertThat(Ceilings.mayRaise("Name:\tdockerd\nCapEff:\t000001ffffffffff\n")).isTrue();
    assertThat(Ceilings.mayRaise("Name:\tdockerd\n")).isTrue();
  }
}

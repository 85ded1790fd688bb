package dev.taskdock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Member.Standing;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HealthRecordTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final TargetHealthCheck CHECK = TargetHealthCheck.standard(ProtocolVersion.HTTP1);
  private static final ProbeResult OK = new ProbeResult.Answered(200);
  private static final ProbeResult BUSY = new ProbeResult.Answered(503);

  @Test
  void a_new_target_is_healthy_with_the_first_probe_it_passes() {
    var record = after(HealthRecord.REGISTERED, BUSY, OK);

    assertThat(record.state()).isEqualTo(HealthState.HEALTHY);
    assertThat(record.reason()).isEmpty();
  }

  @Test
  void a_target_stays_initial_until_it_has_failed_often_enough() {
    var once = after(HealthRecord.CHECKED_FIRST, BUSY);
    var twice = after(once, BUSY);

    assertThat(once.state()).isEqualTo(HealthState.INITIAL);
    assertThat(once.description()).isEqualTo("Initial health checks in progress");
    assertThat(twice.state()).isEqualTo(HealthState.UNHEALTHY);
    assertThat(twice.reason()).contains(HealthReason.RESPONSE_CODE_MISMATCH);
    assertThat(twice.description()).isEqualTo("Health checks failed with these codes: [503]");
  }

  @Test
  void an_unhealthy_target_comes_back_with_as_many_passes_in_a_row_as_asked_for() {
    var unhealthy = after(HealthRecord.REGISTERED, OK, BUSY, BUSY);

    var nearly = after(unhealthy, OK, OK, OK, OK);
    var interrupted = after(nearly, BUSY, OK, OK, OK, OK);

    assertThat(nearly.state()).isEqualTo(HealthState.UNHEALTHY);
    assertThat(after(nearly, OK).state()).isEqualTo(HealthState.HEALTHY);
    assertThat(interrupted.state()).isEqualTo(HealthState.UNHEALTHY);
    assertThat(after(interrupted, OK).state()).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void a_failure_between_successes_counts_for_nothing() {
    var record = after(HealthRecord.REGISTERED, OK, BUSY, OK, BUSY, OK, BUSY);

    assertThat(record.state()).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void an_unhealthy_target_tells_what_its_last_probe_met() {
    var timedOut = after(HealthRecord.REGISTERED, BUSY, new ProbeResult.TimedOut());
    var broken = after(timedOut, new ProbeResult.Broken("connection refused"));
    var ours = after(broken, new ProbeResult.NotDone());

    assertThat(timedOut.reason()).map(HealthReason::code).contains("Target.Timeout");
    assertThat(timedOut.description()).isEqualTo("Request timed out");
    assertThat(broken.reason()).map(HealthReason::code).contains("Target.FailedHealthChecks");
    assertThat(ours.reason()).map(HealthReason::code).contains("Elb.InternalError");
  }

  @Test
  void a_group_of_grpc_goes_by_the_status_of_grpc() {
    var check = TargetHealthCheck.standard(ProtocolVersion.GRPC);

    var unimplemented =
        HealthRecord.REGISTERED.after(new ProbeResult.Answered(12), check, NOON, false);
    var without =
        HealthRecord.REGISTERED
            .after(new ProbeResult.WithoutGrpcStatus(), check, NOON, false)
            .after(new ProbeResult.WithoutGrpcStatus(), check, NOON, false);

    assertThat(unimplemented.state()).isEqualTo(HealthState.HEALTHY);
    assertThat(without.reason()).contains(HealthReason.FAILED_HEALTH_CHECKS);
  }

  @Test
  void who_leaves_or_is_not_in_use_stays_so() {
    assertThat(after(HealthRecord.DRAINING, OK)).isEqualTo(HealthRecord.DRAINING);
    assertThat(after(HealthRecord.NOT_IN_USE, OK)).isEqualTo(HealthRecord.NOT_IN_USE);
    assertThat(HealthRecord.NOT_REGISTERED.state().word()).isEqualTo("unused");
  }

  @Test
  void a_target_starts_slowly_only_beside_healthy_ones() {
    var alone = HealthRecord.REGISTERED.after(OK, CHECK, NOON, false);
    var beside = HealthRecord.REGISTERED.after(OK, CHECK, NOON, true);

    assertThat(alone.rampsSince()).isEmpty();
    assertThat(beside.rampsSince()).contains(NOON);
    assertThat(after(beside, OK).rampsSince()).contains(NOON);
    assertThat(after(beside, BUSY, BUSY).rampsSince()).isEmpty();
  }

  @Test
  void requests_may_reach_all_but_those_that_are_not_in_use() {
    var id = new TargetId("10.0.0.1", 80);

    assertThat(HealthRecord.REGISTERED.member(id)).map(Member::standing).contains(Standing.INITIAL);
    assertThat(after(HealthRecord.REGISTERED, OK).member(id))
        .contains(new Member(id, Standing.HEALTHY, Optional.empty(), 1));
    assertThat(HealthRecord.DRAINING.member(id)).map(Member::standing).contains(Standing.DRAINING);
    assertThat(HealthRecord.NOT_IN_USE.member(id)).isEmpty();
  }

  private static HealthRecord after(HealthRecord record, ProbeResult... results) {
    return Stream.of(results)
        .reduce(record, (r, result) -> r.after(result, CHECK, NOON, false), (a, _) -> a);
  }
}

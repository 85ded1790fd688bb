package dev.taskdock.routing;

import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Member.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The targets of a group, and who of them gets the next request.
///
/// The healthy ones; all but those that leave, where too few are healthy (the guide's "fail-open").
/// A choice costs the same with two targets and with a thousand, except among targets that start
/// slowly, and for least outstanding requests where not one is idle.
public final class Pool {
  /// How often a target that starts slowly may pass a request on before all shares are added up.
  private static final int TRIES = 4;

  private final TargetGroup group;
  private final List<Member> members;
  private final boolean failsOpen;
  private final List<Member> eligible;
  private final Map<TargetId, Member> eligibleById = new HashMap<>();
  private final double[] sums;
  private final boolean equal;
  private final Optional<Instant> rampsUntil;

  private Pool(TargetGroup group, List<Member> members) {
    this.group = group;
    this.members = List.copyOf(members);
    var staying = members.stream().filter(m -> m.standing() != Standing.DRAINING).toList();
    var healthy = staying.stream().filter(m -> m.standing() == Standing.HEALTHY).toList();
    var minimum = group.attributes().minimumHealthy();
    failsOpen = !minimum.isMetBy(healthy.size(), staying.size());
    eligible = failsOpen ? staying : healthy;
    eligible.forEach(m -> eligibleById.put(m.id(), m));
    sums = new double[eligible.size()];
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += eligible.get(i).weight();
      sums[i] = sum;
    }
    equal = eligible.stream().allMatch(m -> m.weight() == 1);
    var slowStart = group.attributes().slowStart();
    rampsUntil =
        eligible.stream()
            .flatMap(m -> m.rampsSince().stream())
            .map(since -> since.plus(slowStart))
            .max(Instant::compareTo);
  }

  public static Pool of(TargetGroup group, List<Member> members) {
    return new Pool(group, members);
  }

  public TargetGroup group() {
    return group;
  }

  public List<Member> members() {
    return members;
  }

  /// Whether targets are used that are not healthy, since too few are.
  public boolean failsOpen() {
    return failsOpen && !eligible.isEmpty();
  }

  /// How many share the requests.
  public int size() {
    return eligible.size();
  }

  /// The target `id`, if it may be sent requests: who was with it stays with it.
  public Optional<TargetId> staying(TargetId id) {
    return eligibleById.containsKey(id) ? Optional.of(id) : Optional.empty();
  }

  /// Who gets the next request; none where the answer is 503.
  public Optional<TargetId> next(Draw draw) {
    if (eligible.isEmpty()) {
      return Optional.empty();
    }
    var member =
        switch (group.attributes().algorithm()) {
          case ROUND_ROBIN -> inTurn(draw);
          case LEAST_OUTSTANDING_REQUESTS -> leastLoaded(draw);
          case WEIGHTED_RANDOM -> byWeight(draw);
        };
    return Optional.of(member.id());
  }

  /// Why [#next] has none.
  public String whyNone() {
    return members.isEmpty()
        ? "no target is registered in " + group.name()
        : "all " + members.size() + " targets of " + group.name() + " are being deregistered";
  }

  private Member inTurn(Draw draw) {
    var first = at(draw.turn());
    if (rampsUntil.isEmpty() || !draw.now().isBefore(rampsUntil.get())) {
      return first;
    }
    var candidate = first;
    for (int i = 0; i < TRIES; i++) {
      if (draw.chance() < share(candidate, draw.now())) {
        return candidate;
      }
      candidate = eligible.get((int) (draw.chance() * eligible.size()));
    }
    return byShare(draw);
  }

  /// Drawn by the shares of all.
  private Member byShare(Draw draw) {
    var now = draw.now();
    double left = draw.chance() * eligible.stream().mapToDouble(m -> share(m, now)).sum();
    for (var member : eligible) {
      left -= share(member, now);
      if (left < 0) {
        return member;
      }
    }
    return eligible.getLast();
  }

  /// The share of a target beside one that does not start slowly: it grows evenly from next to
  /// nothing to all.
  private double share(Member member, Instant now) {
    var slowStart = group.attributes().slowStart();
    if (member.rampsSince().isEmpty() || slowStart.isZero()) {
      return 1;
    }
    var passed = Duration.between(member.rampsSince().get(), now);
    double part = (double) passed.toMillis() / slowStart.toMillis();
    return Math.clamp(part, 1.0 / (1 + slowStart.toSeconds()), 1);
  }

  /// The first of those with the fewest, beginning at another one each time; whoever is idle has
  /// the fewest.
  private Member leastLoaded(Draw draw) {
    long turn = draw.turn();
    var least = at(turn);
    int fewest = draw.outstanding(least.id());
    for (int i = 1; i < eligible.size() && fewest > 0; i++) {
      var member = at(turn + i);
      int outstanding = draw.outstanding(member.id());
      if (outstanding < fewest) {
        least = member;
        fewest = outstanding;
      }
    }
    return least;
  }

  private Member byWeight(Draw draw) {
    if (equal) {
      return eligible.get((int) (draw.chance() * eligible.size()));
    }
    double wanted = draw.chance() * sums[sums.length - 1];
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return eligible.get(low);
  }

  private Member at(long turn) {
    return eligible.get((int) Math.floorMod(turn, (long) eligible.size()));
  }
}

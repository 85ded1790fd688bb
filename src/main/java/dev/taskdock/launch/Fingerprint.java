package dev.taskdock.launch;

import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceRevision;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Two revisions of a service have the same fingerprint if they bring out the same, whichever
/// process computes it.
///
/// What a task runs counts, where it lies and where it is registered; how often a deployment was
/// forced does not, nor which of two target groups is whose: what runs after a crash is what was
/// asked for.
///
/// A record's own `hashCode` would do but for maps and sets, whose order the JVM shuffles at each
/// start, and for enums; so the value is written down, in order, and that is hashed.
final class Fingerprint {
  private static final int LENGTH = 16;

  private Fingerprint() {}

  static String of(ServiceRevision revision) {
    var groups = revision.loadBalancers().stream().map(Fingerprint::of).sorted().toList();
    var text =
        text(revision.definition())
            + groups
            + revision.network().map(Fingerprint::text).orElse("")
            + revision.registry().map(Fingerprint::text).orElse("")
            + revision.connect().map(Fingerprint::text).orElse("");
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String of(ServiceLoadBalancer to) {
    var groups =
        Stream.concat(Stream.of(to.targetGroup()), to.alternate().stream())
            .map(group -> group + "")
            .sorted()
            .toList();
    return to.container() + ":" + to.port() + groups;
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(Fingerprint::text).orElse("-");
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> text(e.getKey()) + "=" + text(e.getValue()))
              .sorted()
              .collect(Collectors.joining(",", "{", "}"));
      case Set<?> set ->
          set.stream().map(Fingerprint::text).sorted().collect(Collectors.joining(",", "{", "}"));
      case Collection<?> list ->
          List.copyOf(list).stream()
              .map(Fingerprint::text)
              .collect(Collectors.joining(",", "[", "]"));
      case Record entry ->
          Arrays.stream(entry.getClass().getRecordComponents())
              .map(component -> component.getName() + ":" + text(component(component, entry)))
              .collect(Collectors.joining(",", entry.getClass().getSimpleName() + "(", ")"));
      case null, default -> String.valueOf(value);
    };
  }

  private static @Nullable Object component(RecordComponent component, Record entry) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(entry);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

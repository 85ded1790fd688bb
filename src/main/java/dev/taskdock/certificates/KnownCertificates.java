package dev.taskdock.certificates;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What stands here for certificates and trust stores that AWS has.
///
/// @param given from the user's files, by name
/// @param made the DNS names for which one is to be made, by name
/// @param trusted what a trust store holds, by its name
public record KnownCertificates(
    Map<String, Identity> given, Map<String, List<String>> made, Map<String, TrustStore> trusted) {
  /// Nothing: a certificate is made for each name.
  public static final KnownCertificates NONE = new KnownCertificates(Map.of(), Map.of(), Map.of());

  public KnownCertificates {
    given = Map.copyOf(given);
    made = copied(made);
    trusted = Map.copyOf(trusted);
  }

  private static <T> Map<String, List<T>> copied(Map<String, List<T>> lists) {
    return lists.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
  }
}

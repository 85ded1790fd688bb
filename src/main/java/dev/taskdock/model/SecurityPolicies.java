package dev.taskdock.model;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names of the security policies of HTTPS listeners.
///
/// Source: the guide to security policies of application load balancers.
public final class SecurityPolicies {
  /// All of them, with the prefix that all have.
  public static final Set<String> NAMES =
      Stream.of(
              List.of("2016-08", "2015-05", "FS-2018-06", "TLS-1-0-2015-04", "TLS-1-1-2017-01"),
              List.of("TLS-1-2-2017-01", "TLS-1-2-Ext-2018-06", "FS-1-1-2019-08", "FS-1-2-2019-08"),
              List.of("FS-1-2-Res-2019-08", "FS-1-2-Res-2020-10"),
              dated("2021-06", "1-0", "1-1", "1-2", "1-2-Res", "1-2-Ext1", "1-2-Ext2", "1-3"),
              dated("PQ-2025-09", "1-0", "1-2", "1-2-Res", "1-2-Ext1", "1-2-Ext2", "1-3"),
              dated("FIPS-2023-04", fips()),
              dated("FIPS-PQ-2025-09", fips()))
          .flatMap(List::stream)
          .map(name -> "ELBSecurityPolicy-" + name)
          .collect(Collectors.toUnmodifiableSet());

  private SecurityPolicies() {}

  private static List<String> dated(String date, String... versions) {
    return Stream.of(versions).map(version -> "TLS13-" + version + "-" + date).toList();
  }

  private static String[] fips() {
    return new String[] {"1-0", "1-1", "1-2", "1-2-Res", "1-2-Ext0", "1-2-Ext1", "1-2-Ext2", "1-3"};
  }
}

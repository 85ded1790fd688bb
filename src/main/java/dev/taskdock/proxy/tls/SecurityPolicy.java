package dev.taskdock.proxy.tls;

import static dev.taskdock.proxy.tls.SecurityPolicy.Group.ECDHE_CBC_SHA1;
import static dev.taskdock.proxy.tls.SecurityPolicy.Group.ECDHE_CBC_SHA2;
import static dev.taskdock.proxy.tls.SecurityPolicy.Group.ECDHE_GCM;
import static dev.taskdock.proxy.tls.SecurityPolicy.Group.RSA_CBC_SHA1;
import static dev.taskdock.proxy.tls.SecurityPolicy.Group.RSA_SHA2;
import static dev.taskdock.proxy.tls.SecurityPolicy.Group.TLS_1_3;
import static dev.taskdock.proxy.tls.SecurityPolicy.Group.TRIPLE_DES;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What a listener's security policy lets its clients negotiate.
///
/// Source: the guide to security policies of application load balancers.
///
/// @param protocols as JSSE names them, newest first
/// @param ciphers the most preferred first
/// @param postQuantum whether keys may be exchanged so that no quantum computer learns them
record SecurityPolicy(List<String> protocols, List<Cipher> ciphers, boolean postQuantum) {
  private static final String PREFIX = "ELBSecurityPolicy-";
  private static final List<String> VERSIONS = List.of("1-3", "1-2", "1-1", "1-0");

  SecurityPolicy {
    protocols = List.copyOf(protocols);
    ciphers = List.copyOf(ciphers);
  }

  /// Suites that policies take or leave together.
  enum Group {
    TLS_1_3,
    ECDHE_GCM,
    ECDHE_CBC_SHA2,
    ECDHE_CBC_SHA1,
    RSA_SHA2,
    RSA_CBC_SHA1,
    TRIPLE_DES;

    static Group of(Cipher cipher) {
      return switch (cipher) {
        case TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20 -> TLS_1_3;
        case ECDSA_128_GCM, RSA_128_GCM, ECDSA_256_GCM, RSA_256_GCM -> ECDHE_GCM;
        case ECDSA_128_SHA256, RSA_128_SHA256, ECDSA_256_SHA384, RSA_256_SHA384 -> ECDHE_CBC_SHA2;
        case ECDSA_128_SHA, RSA_128_SHA, ECDSA_256_SHA, RSA_256_SHA -> ECDHE_CBC_SHA1;
        case STATIC_128_GCM, STATIC_128_SHA256, STATIC_256_GCM, STATIC_256_SHA256 -> RSA_SHA2;
        case STATIC_128_SHA, STATIC_256_SHA -> RSA_CBC_SHA1;
        case STATIC_3DES -> TRIPLE_DES;
      };
    }
  }

  /// The policy of this name, which is one of those that AWS has.
  static SecurityPolicy named(String name) {
    var own = name.substring(PREFIX.length());
    boolean fips = own.contains("FIPS");
    var groups = EnumSet.copyOf(groups(own));
    return new SecurityPolicy(
        protocols(own),
        Stream.of(Cipher.values())
            .filter(c -> groups.contains(Group.of(c)))
            .filter(c -> !fips || c != Cipher.TLS_CHACHA20)
            .toList(),
        own.contains("PQ"));
  }

  /// The suites that need TLS 1.2 or older.
  List<Cipher> olderCiphers() {
    return ciphers.stream().filter(c -> Group.of(c) != TLS_1_3).toList();
  }

  private static Set<Group> groups(String own) {
    if (own.startsWith("TLS13-")) {
      return groupsOf13(own);
    }
    return switch (own) {
      case "FS-1-2-Res-2020-10" -> EnumSet.of(ECDHE_GCM);
      case "FS-1-2-Res-2019-08" -> EnumSet.of(ECDHE_GCM, ECDHE_CBC_SHA2);
      case "FS-1-2-2019-08", "FS-1-1-2019-08", "FS-2018-06" ->
          EnumSet.of(ECDHE_GCM, ECDHE_CBC_SHA2, ECDHE_CBC_SHA1);
      case "TLS-1-2-2017-01" -> EnumSet.of(ECDHE_GCM, ECDHE_CBC_SHA2, RSA_SHA2);
      case "TLS-1-0-2015-04" -> EnumSet.range(ECDHE_GCM, TRIPLE_DES);
      default -> EnumSet.range(ECDHE_GCM, RSA_CBC_SHA1);
    };
  }

  private static Set<Group> groupsOf13(String own) {
    if (own.startsWith("TLS13-1-3-")) {
      return EnumSet.of(TLS_1_3);
    }
    if (own.contains("-Res-")) {
      return EnumSet.of(TLS_1_3, ECDHE_GCM);
    }
    if (own.contains("-Ext0-")) {
      return EnumSet.of(TLS_1_3, ECDHE_GCM, ECDHE_CBC_SHA2, ECDHE_CBC_SHA1);
    }
    if (own.contains("-Ext1-")) {
      return EnumSet.of(TLS_1_3, ECDHE_GCM, ECDHE_CBC_SHA2, RSA_SHA2);
    }
    return own.startsWith("TLS13-1-2-") && !own.contains("-Ext2-")
        ? EnumSet.of(TLS_1_3, ECDHE_GCM, ECDHE_CBC_SHA2)
        : EnumSet.range(TLS_1_3, RSA_CBC_SHA1);
  }

  private static List<String> protocols(String own) {
    var newest = own.startsWith("TLS13-") ? "1-3" : "1-2";
    // A policy with no version in its name is for all that there were.
    var oldest =
        VERSIONS.stream()
            .filter(v -> own.contains("TLS13-" + v) || own.contains("TLS-" + v))
            .findFirst()
            .or(() -> VERSIONS.stream().filter(v -> own.startsWith("FS-" + v)).findFirst())
            .orElse("1-0");
    return VERSIONS.subList(VERSIONS.indexOf(newest), VERSIONS.indexOf(oldest) + 1).stream()
        .map(v -> v.equals("1-0") ? "TLSv1" : "TLSv" + v.replace('-', '.'))
        .toList();
  }
}

package dev.taskdock.proxy.tls;

import java.util.Arrays;
import java.util.Optional;

/// A cipher suite that a security policy may list, in the order in which policies prefer them.
///
/// Source: the guide to security policies of application load balancers.
enum Cipher {
  TLS_AES_128_GCM_SHA256(0x1301, Key.ANY, "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
  TLS_AES_256_GCM_SHA384(0x1302, Key.ANY, "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
  TLS_CHACHA20(0x1303, Key.ANY, "TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256"),
  ECDSA_128_GCM(
      0xc02b, Key.ECDSA, "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
  RSA_128_GCM(0xc02f, Key.RSA, "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
  ECDSA_128_SHA256(
      0xc023, Key.ECDSA, "ECDHE-ECDSA-AES128-SHA256", "ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
  RSA_128_SHA256(0xc027, Key.RSA, "ECDHE-RSA-AES128-SHA256", "ECDHE_RSA_WITH_AES_128_CBC_SHA256"),
  ECDSA_128_SHA(0xc009, Key.ECDSA, "ECDHE-ECDSA-AES128-SHA", "ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
  RSA_128_SHA(0xc013, Key.RSA, "ECDHE-RSA-AES128-SHA", "ECDHE_RSA_WITH_AES_128_CBC_SHA"),
  ECDSA_256_GCM(
      0xc02c, Key.ECDSA, "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
  RSA_256_GCM(0xc030, Key.RSA, "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
  ECDSA_256_SHA384(
      0xc024, Key.ECDSA, "ECDHE-ECDSA-AES256-SHA384", "ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"),
  RSA_256_SHA384(0xc028, Key.RSA, "ECDHE-RSA-AES256-SHA384", "ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
  ECDSA_256_SHA(0xc00a, Key.ECDSA, "ECDHE-ECDSA-AES256-SHA", "ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
  RSA_256_SHA(0xc014, Key.RSA, "ECDHE-RSA-AES256-SHA", "ECDHE_RSA_WITH_AES_256_CBC_SHA"),
  STATIC_128_GCM(0x009c, Key.RSA, "AES128-GCM-SHA256", "RSA_WITH_AES_128_GCM_SHA256"),
  STATIC_128_SHA256(0x003c, Key.RSA, "AES128-SHA256", "RSA_WITH_AES_128_CBC_SHA256"),
  STATIC_128_SHA(0x002f, Key.RSA, "AES128-SHA", "RSA_WITH_AES_128_CBC_SHA"),
  STATIC_256_GCM(0x009d, Key.RSA, "AES256-GCM-SHA384", "RSA_WITH_AES_256_GCM_SHA384"),
  STATIC_256_SHA256(0x003d, Key.RSA, "AES256-SHA256", "RSA_WITH_AES_256_CBC_SHA256"),
  STATIC_256_SHA(0x0035, Key.RSA, "AES256-SHA", "RSA_WITH_AES_256_CBC_SHA"),
  STATIC_3DES(0x000a, Key.RSA, "DES-CBC3-SHA", "RSA_WITH_3DES_EDE_CBC_SHA");

  /// What kind of key a server needs for it.
  enum Key {
    ANY,
    ECDSA,
    RSA
  }

  private final int number;
  private final Key key;
  private final String openSslName;
  private final String name;

  Cipher(int number, Key key, String openSslName, String name) {
    this.number = number;
    this.key = key;
    this.openSslName = openSslName;
    this.name = name.startsWith("TLS_") ? name : "TLS_" + name;
  }

  /// The suite that a session of either provider says it has.
  static Optional<Cipher> named(String name) {
    return Arrays.stream(values())
        .filter(c -> c.name.equals(name) || c.openSslName.equals(name))
        .findFirst();
  }

  /// Its number in the registry of TLS parameters.
  int number() {
    return number;
  }

  Key key() {
    return key;
  }

  /// Its name as OpenSSL, and AWS, write it.
  String openSslName() {
    return openSslName;
  }

  /// Its name in the registry.
  String registeredName() {
    return name;
  }
}

/// TLS as HTTPS listeners and targets speak it: security policies by name, the choice among several
/// certificates, certificates of clients, and what of all this is told to targets.
///
/// A [dev.taskdock.proxy.tls.TlsFront] is one listener's. It reads a client's first message before
/// there is a session, for the choice among certificates depends on what the client can verify
/// ([dev.taskdock.proxy.tls.CertificateChoice]), and then hands the connection to whoever speaks
/// the protocol that ALPN chose. A [dev.taskdock.proxy.tls.TlsBack] is the other side: targets,
/// whose certificates nobody looks at, as AWS does not.
///
/// BoringSSL does the work where it is there, on Linux on x86-64; the JDK's own elsewhere. Neither
/// has all that AWS's policies list. BoringSSL has no `ECDHE-ECDSA-AES128-SHA256`,
/// `ECDHE-ECDSA-AES256-SHA384`, `ECDHE-RSA-AES256-SHA384`, `AES128-SHA256`, `AES256-SHA256` and
/// `DES-CBC3-SHA`; offers all three suites of TLS 1.3 in the client's order, even where a FIPS
/// policy leaves one out; and of the key exchanges of PQ policies has `X25519MLKEM768` alone. The
/// JDK refuses TLS 1.0 and 1.1, RSA key exchange and 3DES, unless `jdk.tls.disabledAlgorithms` is
/// changed, and has no post-quantum exchange. A client that has nothing else finds no common suite
/// here and one there.
///
/// Where AWS says nothing, this is what is done: an exact name is preferred to a wildcard before
/// anything else is compared; a client that speaks anything but TLS gets the page of a 400 in plain
/// text; a handshake may take 10 s; `=` in a URL-encoded certificate is encoded, `+` and `/` are
/// not, as in AWS's sample.
@org.jspecify.annotations.NullMarked
package dev.taskdock.proxy.tls;

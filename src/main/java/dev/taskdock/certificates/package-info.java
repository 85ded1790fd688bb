/// Certificates and their keys: those of the user's files, and those that taskdock's own authority
/// makes.
///
/// An [dev.taskdock.certificates.Identity] is what a listener shows its clients. It is read from
/// PEM files by [dev.taskdock.certificates.PemFiles], which takes what ACM would import and says of
/// the rest why not, or made by the [dev.taskdock.certificates.LocalAuthority] for a listener that
/// names a certificate which only AWS has. [dev.taskdock.certificates.KnownCertificates] is which
/// is which, as `taskdock.yaml` says it. Whom one is for,
/// [dev.taskdock.certificates.CertificateNames] tells.
///
/// The authority's key is one file that nobody else may read; keys of the certificates it makes are
/// never written down: each start makes others, in a few milliseconds.
///
/// Why Bouncy Castle: the JDK can read certificates but neither makes one nor reads all the shapes
/// in which tools write a key. It is loaded where there is an HTTPS listener, nowhere else.
@org.jspecify.annotations.NullMarked
package dev.taskdock.certificates;

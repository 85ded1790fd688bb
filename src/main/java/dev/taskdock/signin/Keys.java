package dev.taskdock.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.taskdock.routing.Seal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.UUID;

/// The keys of one user: what seals sessions, and what signs the claims that targets get. They stay
/// from one start to the next, and so do sessions.
///
/// @param signing of P-256, with its secret part
record Keys(Sealed seal, ECKey signing) {
  private static final int SEAL_BYTES = 32;
  private static final String SEAL = "seal.key";
  private static final String SIGNING = "signing.jwk";

  /// Those in `folder`, made there if there are none.
  ///
  /// @throws IOException where they can be neither read nor written
  static Keys in(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(SIGNING))) {
      make(folder);
    }
    try {
      var seal = Base64.getDecoder().decode(Files.readString(folder.resolve(SEAL)).strip());
      return new Keys(
          new Sealed(Seal.of(seal)), ECKey.parse(Files.readString(folder.resolve(SIGNING))));
    } catch (ParseException | IllegalArgumentException _) {
      // What could not be read is a key, and is not told.
      throw new IOException(
          "no keys in %s: remove the folder, and others are made".formatted(folder));
    }
  }

  /// The public key, as targets want it.
  String pem() {
    try {
      var bytes = signing.toECPublicKey().getEncoded();
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
          + "\n-----END PUBLIC KEY-----\n";
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void make(Path folder) throws IOException {
    var parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    // Readable by its owner alone, as all temporary folders are.
    var fresh = Files.createTempDirectory(parent, "signin");
    var seal = new byte[SEAL_BYTES];
    new SecureRandom().nextBytes(seal);
    var signing = fresh();
    var open = fresh.resolve(signing.getKeyID() + ".pem");
    write(fresh.resolve(SEAL), Base64.getEncoder().encodeToString(seal));
    write(fresh.resolve(SIGNING), signing.toJSONString());
    write(open, new Keys(new Sealed(Seal.of(seal)), signing).pem());
    try {
      // All at once, so that of two that begin together one is taken by both.
      Files.move(fresh, folder);
    } catch (FileAlreadyExistsException _) {
      for (var file : new Path[] {fresh.resolve(SEAL), fresh.resolve(SIGNING), open, fresh}) {
        Files.delete(file);
      }
    }
  }

  private static ECKey fresh() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, text.getBytes(UTF_8));
  }
}

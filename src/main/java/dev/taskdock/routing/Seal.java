package dev.taskdock.routing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Makes texts that only it can read and that nobody can change: AES-GCM under one key, in base64.
/// What holds one prints no key.
public final class Seal {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;

  private Seal(SecretKeySpec key) {
    this.key = key;
  }

  /// The seal of a key of 16 or 32 bytes.
  public static Seal of(byte[] key) {
    return new Seal(new SecretKeySpec(key, "AES"));
  }

  /// `text`, of bytes as chars, sealed.
  ///
  /// @param nonce never twice under one key
  public String seal(String text, long nonce) {
    try {
      var iv = ByteBuffer.allocate(NONCE).putLong(nonce).array();
      var sealed = cipher(Cipher.ENCRYPT_MODE, iv, 0).doFinal(text.getBytes(ISO_8859_1));
      return Base64.getEncoder()
          .encodeToString(ByteBuffer.allocate(NONCE + sealed.length).put(iv).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /// What is sealed in `text`; empty where it is not sealed with this key.
  public Optional<String> open(String text) {
    try {
      var bytes = Base64.getDecoder().decode(text);
      if (bytes.length < NONCE) {
        return Optional.empty();
      }
      var plain = cipher(Cipher.DECRYPT_MODE, bytes, 0).doFinal(bytes, NONCE, bytes.length - NONCE);
      return Optional.of(new String(plain, ISO_8859_1));
    } catch (IllegalArgumentException | GeneralSecurityException _) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] iv, int offset) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv, offset, NONCE));
    return cipher;
  }
}

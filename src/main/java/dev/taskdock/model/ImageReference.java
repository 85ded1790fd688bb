package dev.taskdock.model;

import java.util.Optional;
import java.util.regex.Pattern;

/// A reference to a container image, `[registry/]path[:tag][@digest]`, kept as it was written.
///
/// Source: the reference grammar of the distribution project; ECS allows 255 characters of it.
public record ImageReference(String text) implements Comparable<ImageReference> {
  private static final String HOST = "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?/)?";
  private static final String PART = "[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*";
  private static final Pattern SHAPE =
      Pattern.compile(
          HOST
              + PART
              + "(?:/"
              + PART
              + ")*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?");

  private static final Pattern ECR =
      Pattern.compile("\\d{12}\\.dkr\\.ecr(-fips)?\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/.*");

  public ImageReference {
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException("not an image reference: " + text);
    }
  }

  /// The reference written in `text`, empty where it is none.
  public static Optional<ImageReference> parse(String text) {
    boolean valid = text.length() <= 255 && SHAPE.matcher(text).matches();
    return valid ? Optional.of(new ImageReference(text)) : Optional.empty();
  }

  /// Whether neither tag nor digest is written, which means `latest`.
  public boolean isUntagged() {
    return !text.contains("@") && text.indexOf(':', text.lastIndexOf('/') + 1) < 0;
  }

  /// Whether it is in a private registry of ECR, of which nobody pulls without a role.
  public boolean isInEcr() {
    return ECR.matcher(text).matches();
  }

  /// The same image with the tag that applies written out; digests stay as they are.
  public String canonical() {
    return isUntagged() ? text + ":latest" : text;
  }

  /// The host of its registry, with its port; empty for Docker Hub.
  public Optional<String> registry() {
    return registryOf(text);
  }

  /// The host that `image` begins with, which need not be a reference yet: a pipeline may have to
  /// fill in the rest of it.
  public static Optional<String> registryOf(String image) {
    var first = image.split("/", 2)[0];
    boolean isHost =
        image.contains("/")
            && (first.contains(".") || first.contains(":") || first.equals("localhost"));
    return Optional.of(first).filter(host -> isHost && !host.equals("docker.io"));
  }

  @Override
  public int compareTo(ImageReference other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}

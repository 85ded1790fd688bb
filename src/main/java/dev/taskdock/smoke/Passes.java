package dev.taskdock.smoke;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The memory of what passed: a file for each project, with the images that ran and the hashes of
/// the files they were described in.
public final class Passes {
  private static final JsonFactory JSON = new JsonFactory();

  private final Path folder;

  /// @param folder where they are kept; made where it is not there
  public Passes(Path folder) {
    this.folder = folder;
  }

  /// What passed.
  ///
  /// @param files the SHA-256 of each file that was read, by its absolute path
  public record Pass(
      String project, Instant at, Map<String, String> files, List<TestedImage> images) {
    public Pass {
      files = Map.copyOf(files);
      images = List.copyOf(images);
    }
  }

  /// The SHA-256 of a text.
  public static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Remembers one, in the place of that of the same project.
  ///
  /// @throws IOException when it cannot be written
  public void remember(Pass pass) throws IOException {
    Files.createDirectories(folder);
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("project", pass.project());
      json.writeStringField("at", pass.at().toString());
      json.writeObjectFieldStart("files");
      for (var file : new TreeMap<>(pass.files()).entrySet()) {
        json.writeStringField(file.getKey(), file.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("images");
      for (var image : pass.images()) {
        json.writeStartObject();
        json.writeStringField("reference", image.reference());
        json.writeStringField("id", image.id());
        json.writeArrayFieldStart("digests");
        for (var digest : image.digests()) {
          json.writeString(digest);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    var half = Files.createTempFile(folder, "pass", ".tmp");
    Files.writeString(half, text.toString());
    Files.move(
        half,
        file(pass.project()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /// Forgets what passed of a project, because it does not any more.
  ///
  /// @throws IOException when it cannot be removed
  public void forget(String project) throws IOException {
    Files.deleteIfExists(file(project));
  }

  /// What passed last of a project.
  ///
  /// @throws IOException when it cannot be read
  public Optional<Pass> last(String project) throws IOException {
    try {
      return Optional.of(read(Files.readString(file(project))));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private Path file(String project) {
    return folder.resolve(project.replaceAll("[^A-Za-z0-9_.-]", "_") + ".json");
  }

  private static Pass read(String text) throws IOException {
    var project = "";
    var at = Instant.EPOCH;
    var files = new TreeMap<String, String>();
    var images = new ArrayList<TestedImage>();
    try (var json = JSON.createParser(text)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        json.nextToken();
        switch (name) {
          case "project" -> project = json.getText();
          case "at" -> at = Instant.parse(json.getText());
          case "files" -> {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
              var file = json.currentName();
              files.put(file, json.nextTextValue());
            }
          }
          case "images" -> {
            while (json.nextToken() == JsonToken.START_OBJECT) {
              images.add(image(json));
            }
          }
          default -> json.skipChildren();
        }
      }
    }
    return new Pass(project, at, files, images);
  }

  private static TestedImage image(com.fasterxml.jackson.core.JsonParser json) throws IOException {
    var reference = "";
    var id = "";
    var digests = new ArrayList<String>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var name = json.currentName();
      json.nextToken();
      switch (name) {
        case "reference" -> reference = json.getText();
        case "id" -> id = json.getText();
        case "digests" -> {
          while (json.nextToken() == JsonToken.VALUE_STRING) {
            digests.add(json.getText());
          }
        }
        default -> json.skipChildren();
      }
    }
    return new TestedImage(reference, id, digests);
  }

  /// What of what is now differs from what passed, a line each; empty where nothing does.
  public static List<String> differences(
      Pass passed, Map<String, String> files, List<TestedImage> images) {
    var differences = new ArrayList<String>();
    new TreeMap<>(files)
        .forEach((file, hash) -> {
          if (!hash.equals(passed.files().get(file))) {
            differences.add(
                file
                    + (passed.files().containsKey(file)
                        ? " has changed since"
                        : " was not tested"));
          }
        });
    for (var image : images) {
      var before =
          passed.images().stream().filter(p -> p.reference().equals(image.reference())).findFirst();
      if (before.isEmpty()) {
        differences.add("image " + image.reference() + " was not tested");
      } else if (!before.get().id().equals(image.id())) {
        differences.add(
            "image %s is %s, and %s passed"
                .formatted(image.reference(), shortened(image.id()), shortened(before.get().id())));
      }
    }
    return differences;
  }

  private static String shortened(String id) {
    var hash = id.replaceFirst("^sha256:", "");
    return id.isEmpty() ? "not here" : hash.substring(0, Math.min(12, hash.length()));
  }
}

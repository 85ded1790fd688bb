package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD1001;
import static dev.taskdock.problem.Code.TD1002;
import static dev.taskdock.problem.Code.TD1003;
import static dev.taskdock.problem.Code.TD1004;
import static dev.taskdock.problem.Code.TD1005;
import static dev.taskdock.problem.Code.TD1006;

import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// A text and the name the user knows it by. A byte order mark is not part of the text.
public record Source(String file, String text) {
  /// The largest text read, in bytes; ECS takes definitions of 64 KiB.
  public static final int LARGEST = 1 << 20;

  /// The largest plan of Terraform read, in bytes: it has every resource there is, four times.
  private static final int LARGEST_PLAN = 64 << 20;

  private static final String STDIN = "<stdin>";

  /// Reads the file at `path`. Empty where there is no text, after telling why.
  public static Optional<Source> read(Path path, Problems problems) {
    var file = path.toString();
    if (Files.isDirectory(path)) {
      problems.add(fault(TD1003, file, "this is a folder").fixedBy("name a file in it"));
      return Optional.empty();
    }
    try (var stream = Files.newInputStream(path)) {
      return decoded(file, bytes(stream), problems);
    } catch (NoSuchFileException _) {
      problems.add(fault(TD1001, file, "there is no such file").fixedBy("check the path"));
    } catch (IOException e) {
      problems.add(unreadable(file, e));
    }
    return Optional.empty();
  }

  /// Reads standard input; its name is `<stdin>`.
  public static Optional<Source> read(InputStream stdin, Problems problems) {
    try {
      return decoded(STDIN, bytes(stdin), problems);
    } catch (IOException e) {
      problems.add(unreadable(STDIN, e));
      return Optional.empty();
    }
  }

  private static byte[] bytes(InputStream stream) throws IOException {
    var first = stream.readNBytes(LARGEST + 1);
    if (first.length <= LARGEST || !isPlan(first)) {
      return first;
    }
    var rest = stream.readNBytes(LARGEST_PLAN - first.length);
    var all = Arrays.copyOf(first, first.length + rest.length);
    System.arraycopy(rest, 0, all, first.length, rest.length);
    return all;
  }

  /// Whether it begins as what Terraform shows.
  private static boolean isPlan(byte[] bytes) {
    var head = new String(bytes, 0, Math.min(400, bytes.length), StandardCharsets.ISO_8859_1);
    return head.contains("\"terraform_version\"");
  }

  private static Optional<Source> decoded(String file, byte[] bytes, Problems problems) {
    if (bytes.length > LARGEST && !isPlan(bytes)) {
      problems.add(
          fault(TD1004, file, "the file is larger than 1 MiB")
              .because("A task definition may have 64 KiB, so this is something else.")
              .fixedBy("name the file that holds the task definition"));
      return Optional.empty();
    }
    var text = CharBuffer.allocate(bytes.length);
    var encoded = ByteBuffer.wrap(bytes);
    if (StandardCharsets.UTF_8.newDecoder().decode(encoded, text, true).isError()) {
      problems.add(notUtf8(file, bytes, text.flip().toString()));
      return Optional.empty();
    }
    return withoutMark(file, text.flip().toString(), problems);
  }

  private static Optional<Source> withoutMark(String file, String text, Problems problems) {
    var plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (plain.isBlank()) {
      problems.add(fault(TD1006, file, "the file is empty"));
      return Optional.empty();
    }
    return Optional.of(new Source(file, plain));
  }

  private static Diagnostic notUtf8(String file, byte[] bytes, String before) {
    boolean utf16 = bytes.length > 1 && (bytes[0] & 0xFE) == 0xFE && (bytes[1] & 0xFE) == 0xFE;
    if (utf16) {
      return fault(TD1005, file, "the file is UTF-16, not UTF-8")
          .because("Windows PowerShell writes UTF-16 when output is redirected with \">\".")
          .fixedBy("save it as UTF-8, for instance with \"| Set-Content -Encoding utf8 FILE\"");
    }
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - before.lastIndexOf('\n');
    return Diagnostic.error(TD1005, "the file is not UTF-8 text")
        .at(new Location(file, line, column, 0))
        .because("The byte at this place cannot be part of UTF-8.")
        .fixedBy("save it as UTF-8");
  }

  private static Diagnostic fault(Code code, String file, String what) {
    return Diagnostic.error(code, what).at(Location.startOf(file));
  }

  private static Diagnostic unreadable(String file, IOException e) {
    boolean denied = e instanceof AccessDeniedException;
    return fault(TD1002, file, "the file cannot be read")
        .because(denied ? "permission denied" : reason(e))
        .fixedBy(denied ? "make it readable for the user who runs taskdock" : "");
  }

  private static String reason(IOException e) {
    var reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
    return reason == null ? "input/output error" : reason;
  }
}

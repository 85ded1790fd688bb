package dev.taskdock.app;

import dev.taskdock.metadata.TaskCredentials;
import dev.taskdock.model.Locality;
import dev.taskdock.secrets.Remote;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/// AWS itself, asked with what the developer may do there: for secrets, environment files and the
/// credentials of task roles.
///
/// Who implements it brings some thirty libraries along. They lie in a folder of their own, beside
/// our jar and on no class path, and are loaded when a run wants to ask AWS.
public interface Aws extends Remote, TaskCredentials {
  /// Why it cannot be asked, empty where it can.
  Optional<String> lack();

  /// Makes one; found by [ServiceLoader].
  interface Opener {
    /// Makes one; nothing is asked yet.
    ///
    /// @param locality where a task is that names no region
    /// @param environment the one taskdock runs in
    Aws open(Locality locality, Map<String, String> environment);
  }

  /// The one that asks for a task in `locality`.
  static Aws open(Locality locality) {
    var loader = new URLClassLoader(libraries(), Aws.class.getClassLoader());
    return ServiceLoader.load(Opener.class, loader)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no libraries for AWS: " + folder()))
        .open(locality, System.getenv());
  }

  private static Path folder() {
    var first = System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0];
    return Path.of(first).resolveSibling("lib-aws");
  }

  private static URL[] libraries() {
    var libraries = new ArrayList<URL>();
    if (Files.isDirectory(folder())) {
      try (var jars = Files.newDirectoryStream(folder(), "*.jar")) {
        for (var jar : jars) {
          libraries.add(jar.toUri().toURL());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return libraries.toArray(URL[]::new);
  }
}

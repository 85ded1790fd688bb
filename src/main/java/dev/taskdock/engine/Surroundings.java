package dev.taskdock.engine;

/// What a container's processes find around them.
public record Surroundings(Files files, Privileges privileges, Streams streams) {
  /// What the image and the engine give.
  public static final Surroundings DEFAULT =
      new Surroundings(Files.OF_IMAGE, Privileges.DEFAULT, Streams.DEFAULT);

  /// The same with other privileges.
  public Surroundings with(Privileges other) {
    return new Surroundings(files, other, streams);
  }

  /// The same with other files.
  public Surroundings with(Files other) {
    return new Surroundings(other, privileges, streams);
  }

  /// The same with other streams.
  public Surroundings with(Streams other) {
    return new Surroundings(files, privileges, other);
  }
}

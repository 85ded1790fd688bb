package dev.taskdock.model;

/// Who pulls an image of a registry that wants to know. It prints without either.
///
/// @param username as the registry knows them
public record RegistryLogin(String username, SecretValue password) {
  @Override
  public String toString() {
    return "***";
  }
}

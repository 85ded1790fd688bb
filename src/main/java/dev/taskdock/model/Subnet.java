package dev.taskdock.model;

/// A subnet of a VPC.
///
/// @param wayOut where its default route leads
/// @param zone the availability zone it lies in; its id where none is declared
public record Subnet(String id, AddressBlock block, WayOut wayOut, String zone) {
  /// Where packets go that are for nobody in the VPC.
  public enum WayOut {
    /// An internet gateway: out for those with a public address.
    INTERNET_GATEWAY,
    /// A NAT gateway: out for all.
    NAT_GATEWAY,
    /// Nowhere.
    NONE
  }
}

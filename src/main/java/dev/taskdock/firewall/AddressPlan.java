package dev.taskdock.firewall;

import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.IpAddress;
import java.util.List;
import java.util.Optional;

/// Where the addresses of the VPC lie on this machine.
///
/// @param declared the VPC's own block; empty where none is declared
/// @param local the block its tasks really have; of the same size where one is declared
public record AddressPlan(Optional<AddressBlock> declared, AddressBlock local) {
  /// The blocks on this machine that stand for a block of a rule.
  public List<AddressBlock> here(AddressBlock written) {
    if (declared.isEmpty() || declared.get().equals(local)) {
      return List.of(written);
    }
    var vpc = declared.get();
    if (vpc.contains(written)) {
      long offset = written.address(0).low() - vpc.address(0).low();
      return List.of(new AddressBlock(local.address(offset), written.length()));
    }
    return written.contains(vpc) && !written.contains(local)
        ? List.of(written, local)
        : List.of(written);
  }

  /// Whether an address on this machine is one of a block of a rule.
  boolean isIn(AddressBlock written, IpAddress address) {
    return here(written).stream().anyMatch(b -> b.contains(address));
  }

  /// The laptop's own address in the VPC, the router's.
  public IpAddress router() {
    return local.address(1);
  }
}

package dev.taskdock.app;

import dev.taskdock.engine.EngineFacts;
import dev.taskdock.engine.Publication;
import dev.taskdock.model.Protocol;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What of the machine we run on decides how tasks are reached.
public final class Laptop {
  private static final Path KERNEL_RELEASE = Path.of("/proc/sys/kernel/osrelease");

  private Laptop() {}

  /// The IPv4 subnets of this machine's own interfaces, in CIDR form.
  ///
  /// @throws SocketException when the interfaces cannot be read
  public static List<String> subnets() throws SocketException {
    var subnets = new ArrayList<String>();
    for (var network : NetworkInterface.networkInterfaces().toList()) {
      network.getInterfaceAddresses().stream()
          .filter(a -> a.getAddress() instanceof Inet4Address)
          .map(Laptop::cidr)
          .forEach(subnets::add);
    }
    return subnets;
  }

  /// Whether the engine runs on our own kernel: then a task's address is reachable as it is, and
  /// the engine can bind any loopback address of ours. An engine in a virtual machine has another
  /// kernel.
  public static boolean sharesKernelWith(EngineFacts engine) {
    return !engine.rootless() && isOnOurKernel(engine);
  }

  /// Whether the engine runs on our own kernel, be it with another network.
  static boolean isOnOurKernel(EngineFacts engine) {
    try {
      return engine.endpoint().startsWith("unix:")
          && Files.isReadable(KERNEL_RELEASE)
          && Files.readString(KERNEL_RELEASE).strip().equals(engine.kernel());
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether a program on this machine listens on a port that is to be published. Asked by a
  /// connection, because binding a low port needs root and a connection does not.
  public static boolean isInUse(Publication publication) {
    if (publication.protocol() != Protocol.TCP || publication.hostPort().isEmpty()) {
      return false;
    }
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(publication.address(), publication.hostPort().getAsInt()), 200);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static String cidr(InterfaceAddress address) {
    return address.getAddress().getHostAddress() + "/" + address.getNetworkPrefixLength();
  }
}

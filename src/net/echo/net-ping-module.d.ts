/** The part of net-ping 1.2 that plumbline uses; the package has no types of its own. */
declare module 'net-ping' {
  interface SessionOptions {
    readonly networkProtocol: number;
    /** ICMP header and payload, bytes. */
    readonly packetSize: number;
    readonly retries: number;
    readonly sessionId: number;
    readonly timeout: number;
    readonly ttl?: number;
  }
  interface Session {
    pingHost(
      target: string,
      done: (error: (Error & { readonly source?: string }) | null, target: string) => void,
    ): void;
    on(event: 'error', listener: (error: Error) => void): void;
    close(): void;
  }
  const netPing: {
    readonly NetworkProtocol: { readonly IPv4: number; readonly IPv6: number };
    createSession(options: SessionOptions): Session;
  };
  export default netPing;
}

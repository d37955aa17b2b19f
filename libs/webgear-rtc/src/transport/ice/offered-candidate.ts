/** One `a=candidate` line (RFC 8839, 5.1); what it may say besides is not used. */
export interface OfferedCandidate {
  readonly foundation: string;
  readonly component: number;
  /** `udp` or `tcp`, in whatever case. */
  readonly protocol: string;
  readonly priority: number;
  /** An address, or a name such as `<uuid>.local`. */
  readonly ip: string;
  readonly port: number;
  readonly type: string;
}

/** Reads what follows `a=candidate:`; `undefined` when it is none, and then there is one candidate less. */
export function parseCandidate(value: string): OfferedCandidate | undefined {
  const [foundation = '', component, protocol = '', priority, ip = '', port, typ, type = ''] =
    value.split(/\s+/);
  const numbers = [Number(component), Number(priority), Number(port)];
  if (typ?.toLowerCase() !== 'typ' || type === '' || numbers.some((number) => !Number.isInteger(number))) {
    return undefined;
  }
  const [componentId = 0, priorityValue = 0, portNumber = 0] = numbers;
  return {
    foundation,
    component: componentId,
    protocol,
    priority: priorityValue,
    ip,
    port: portNumber,
    type: type.toLowerCase(),
  };
}

/** Reads several, and passes over what is none. */
export function parseCandidates(values: readonly string[]): OfferedCandidate[] {
  return values.flatMap((value) => parseCandidate(value) ?? []);
}

import type { LibraryHandle } from 'koffi';

/** A function of the process by its C name. Addresses are numbers: they have 48 bits, and a number is the quickest. */
type NativeCall = (...parameters: number[]) => number;

/** What C code this library calls. */
export interface NativeFunctions {
  /** Where the memory of a buffer lies. */
  readonly addressOf: (buffer: Buffer) => number;
  /** The error number of the last call that failed. */
  readonly errno: () => number;
  /** OpenSSL's; not there when this Node was built without it or hides it. */
  readonly openSsl: OpenSslFunctions | undefined;
  /** The system's; only where the system has it by this name and this form. */
  readonly sendmsg: NativeCall | undefined;
  /** The same of the way in. */
  readonly recvmmsg: NativeCall | undefined;
}

/** The functions of OpenSSL that seal and open a packet. */
export interface OpenSslFunctions {
  readonly newContext: NativeCall;
  readonly freeContext: NativeCall;
  readonly aes128Gcm: NativeCall;
  readonly init: NativeCall;
  readonly update: NativeCall;
  readonly final: NativeCall;
  readonly control: NativeCall;
}

const pointer = 'uintptr_t';

/** Loads koffi; `undefined` where it is not installed or has no binary for this system. */
export async function loadNativeFunctions(): Promise<NativeFunctions | undefined> {
  try {
    const { default: koffi } = await import('koffi');
    const own = koffi.load(null);
    // The layout of the arguments is Linux's on 64 bits.
    const onLinux = (name: string, result: string, parameters: string[]): NativeCall | undefined =>
      hasLinuxMessages() ? optional(() => call(own, name, result, parameters)) : undefined;
    return {
      addressOf: (buffer) => Number(koffi.address(buffer)),
      errno: () => koffi.errno(),
      openSsl: optional(() => openSslFunctions(own)),
      sendmsg: onLinux('sendmsg', 'intptr_t', ['int', pointer, 'int']),
      recvmmsg: onLinux('recvmmsg', 'int', ['int', pointer, 'uint', 'int', pointer]),
    };
  } catch {
    return undefined;
  }
}

function openSslFunctions(own: LibraryHandle): OpenSslFunctions {
  return {
    newContext: call(own, 'EVP_CIPHER_CTX_new', pointer, []),
    freeContext: call(own, 'EVP_CIPHER_CTX_free', 'void', [pointer]),
    aes128Gcm: call(own, 'EVP_aes_128_gcm', pointer, []),
    init: call(own, 'EVP_CipherInit_ex', 'int', [pointer, pointer, pointer, pointer, pointer, 'int']),
    update: call(own, 'EVP_CipherUpdate', 'int', [pointer, pointer, pointer, pointer, 'int']),
    final: call(own, 'EVP_CipherFinal_ex', 'int', [pointer, pointer, pointer]),
    control: call(own, 'EVP_CIPHER_CTX_ctrl', 'int', [pointer, 'int', 'int', pointer]),
  };
}

function call(library: LibraryHandle, name: string, result: string, parameters: string[]): NativeCall {
  return library.func(name, result, parameters);
}

function optional<T>(load: () => T): T | undefined {
  try {
    return load();
  } catch {
    return undefined;
  }
}

function hasLinuxMessages(): boolean {
  return process.platform === 'linux' && ['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch);
}

import { Injectable } from '@nestjs/common';
import type { AccessPolicy, ViewDecision, ViewRequest } from 'nestjs-webgear-rtc';

interface Member {
  readonly password: string;
  /** The cameras that this member may see. */
  readonly cameras: readonly string[];
  readonly isAdmin?: boolean;
}

/** The members of the house. With a database or a session, `find()` is the place for it; nothing else changes. */
@Injectable()
export class Members implements AccessPolicy {
  private readonly members: ReadonlyMap<string, Member> = new Map([
    ['ann', { password: 'open sesame', cameras: ['front', 'yard'], isAdmin: true }],
    ['bob', { password: 'let me in', cameras: ['yard'] }],
  ]);

  /** Asked by WebGear RTC for each request for a camera. */
  authorize({ headers }: ViewRequest, camera: string): ViewDecision {
    const [name, member] = this.find(headers.authorization) ?? [];
    if (name === undefined || member === undefined) return { allow: false, status: 401 };
    if (!member.cameras.includes(camera))
      return { allow: false, message: `${name} has no access to ${camera}.` };
    return {
      allow: true,
      viewer: { id: name },
      // Seen again by then, or closed.
      expiresAt: Date.now() + 8 * 3_600_000,
      ...(member.isAdmin !== true && { maxRung: 'half' }),
    };
  }

  /** Whether someone may see who watches, invite guests and remove viewers. */
  isAdmin(authorization: string | undefined): boolean {
    return this.find(authorization)?.[1].isAdmin === true;
  }

  /** The member of a request, by name and password (RFC 7617). */
  private find(authorization = ''): [name: string, member: Member] | undefined {
    const [, encoded = ''] = /^basic (\S+)$/i.exec(authorization) ?? [];
    const [name = '', password] = Buffer.from(encoded, 'base64').toString().split(':');
    const member = this.members.get(name);
    return member?.password === password && member !== undefined ? [name, member] : undefined;
  }
}

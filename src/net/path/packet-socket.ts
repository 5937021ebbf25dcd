import { randomInt } from 'node:crypto';

import type { Packets } from '../../domain/ask.ts';
import { addressText, type Address } from '../../domain/address.ts';
import { sum16, fold16 } from '../../wire/checksum.ts';
import { ECHO_HEADER_BYTES, writeChecksum, writeEchoRequest } from '../../wire/icmp.ts';
import { IcmpSocket } from '../echo/icmp-socket.ts';
import type { SystemError } from '../libc/errno.ts';
import type { Libc } from '../libc/libc.ts';
import * as linux from '../libc/linux.ts';
import { Socket } from '../libc/socket.ts';
import type { Binding } from '../net.ts';

/** How large a firmware may be; alone here, since the portal's pages know it as well. */
export const IMAGE_BYTES_MAX = 4 * 1024 * 1024;

/* CRC-8/SMBUS: poly 07, init 00, no reflection (FRM-06). "123456789" gives F4. */
static inline uint8_t wtp_crc8(const uint8_t *data, size_t size)
{
    uint8_t crc = 0;
    while (size-- > 0)
        crc = wtp_crc8_table[crc ^ *data++];
    return crc;
}

/* CRC-16/IBM-3740: poly 1021, init FFFF, no reflection (FRM-08). Begin with WTP_CRC16_INIT, go on piece by piece. */
static inline uint16_t wtp_crc16_more(uint16_t crc, const uint8_t *data, size_t size)
{
    while (size-- > 0)
        crc = (uint16_t)((uint16_t)(crc << 8) ^ wtp_crc16_table[(uint8_t)((crc >> 8) ^ *data++)]);
    return crc;
}

/* The whole at once. "123456789" gives 29B1. */
static inline uint16_t wtp_crc16(const uint8_t *data, size_t size)
{
    return wtp_crc16_more(WTP_CRC16_INIT, data, size);
}

/* Numbers are big-endian (FRM-01). `at` is where the number begins; nothing has to be aligned. */
static inline uint8_t wtp_get_u8(const uint8_t *at)
{
    return at[0];
}

static inline uint16_t wtp_get_u16(const uint8_t *at)
{
    return (uint16_t)(((uint16_t)at[0] << 8) | at[1]);
}

static inline uint32_t wtp_get_u32(const uint8_t *at)
{
    return ((uint32_t)wtp_get_u16(at) << 16) | wtp_get_u16(at + 2);
}

static inline uint64_t wtp_get_u64(const uint8_t *at)
{
    return ((uint64_t)wtp_get_u32(at) << 32) | wtp_get_u32(at + 4);
}

static inline int8_t wtp_get_i8(const uint8_t *at)
{
    return (int8_t)(at[0] < 0x80 ? at[0] : at[0] - 0x100);
}

static inline int16_t wtp_get_i16(const uint8_t *at)
{
    const int32_t value = wtp_get_u16(at);
    return (int16_t)(value < 0x8000 ? value : value - 0x10000);
}

static inline int32_t wtp_get_i32(const uint8_t *at)
{
    const int64_t value = wtp_get_u32(at);
    return (int32_t)(value < INT64_C(0x80000000) ? value : value - INT64_C(0x100000000));
}

static inline void wtp_put_u8(uint8_t *at, uint8_t value)
{
    at[0] = value;
}

static inline void wtp_put_u16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void wtp_put_u32(uint8_t *at, uint32_t value)
{
    wtp_put_u16(at, (uint16_t)(value >> 16));
    wtp_put_u16(at + 2, (uint16_t)value);
}

static inline void wtp_put_u64(uint8_t *at, uint64_t value)
{
    wtp_put_u32(at, (uint32_t)(value >> 32));
    wtp_put_u32(at + 4, (uint32_t)value);
}

static inline void wtp_put_i8(uint8_t *at, int8_t value)
{
    wtp_put_u8(at, (uint8_t)value);
}

static inline void wtp_put_i16(uint8_t *at, int16_t value)
{
    wtp_put_u16(at, (uint16_t)value);
}

static inline void wtp_put_i32(uint8_t *at, int32_t value)
{
    wtp_put_u32(at, (uint32_t)value);
}

/* How long the frame is that begins with these WTP_HEADER_SIZE bytes; 0 where the header is not to be believed: wrong
   magic or check (FRM-06), a body over WTP_MAX_BODY (FRM-07), or an id with a nibble that is no digit (FRM-05). */
static inline size_t wtp_frame_size(const uint8_t *header)
{
    const size_t length = wtp_get_u16(header + WTP_HEADER_LENGTH_OFFSET);
    size_t at;
    if (header[0] != WTP_MAGIC_0 || header[1] != WTP_MAGIC_1)
        return 0;
    if (wtp_crc8(header, WTP_HEADER_CHECK_OFFSET) != header[WTP_HEADER_CHECK_OFFSET] || length > WTP_MAX_BODY)
        return 0;
    for (at = WTP_HEADER_TERMINAL_OFFSET; at < WTP_HEADER_TERMINAL_OFFSET + WTP_HEADER_TERMINAL_SIZE; at++)
        if ((header[at] >> 4) > 9 || (header[at] & 0x0F) > 9)
            return 0;
    return WTP_HEADER_SIZE + length + ((header[WTP_HEADER_FLAGS_OFFSET] & WTP_FLAG_SECURED) ? WTP_TAG_SIZE : 0u)
           + WTP_CRC_SIZE;
}

/* Whether the CRC at the end of a whole frame of `size` bytes is right (FRM-08). */
static inline int wtp_crc_holds(const uint8_t *frame, size_t size)
{
    return size > WTP_CRC_SIZE
           && wtp_crc16(frame, size - WTP_CRC_SIZE) == wtp_get_u16(frame + size - WTP_CRC_SIZE);
}

/* What is declared of a code; a null pointer where the code is unknown (FRM-13). */
static inline const struct wtp_message *wtp_message_of(uint8_t code)
{
    size_t at;
    for (at = 0; at < WTP_MESSAGE_COUNT; at++)
        if (wtp_messages[at].code == code)
            return &wtp_messages[at];
    return (const struct wtp_message *)0;
}

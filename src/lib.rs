//! TierDesk 分级服务台.
